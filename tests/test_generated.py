"""Files that are made from the code are fresh; ``pytest --regenerate`` rewrites them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import COMPLETE, FIRST_DAY, ROOT
from pydantic import BaseModel

from inclead_graph.assess import Knowledge
from inclead_graph.bundled import bundled
from inclead_graph.inference.cases import read_cases
from inclead_graph.model.appraisal import Appraisal
from inclead_graph.model.assessment import Assessment, Evidence
from inclead_graph.model.effort import EffortFile
from inclead_graph.model.history import Seal, Signature
from inclead_graph.model.levers import LeverFile
from inclead_graph.model.proof import FactsDocument, Manifest, ProofDocument
from inclead_graph.model.rulefile import CaseFile, QualityFile, RuleFile
from inclead_graph.quality.declared import read_declared
from inclead_graph.reports.benchmark_json import BenchmarkDocument
from inclead_graph.reports.eds import ProgrammeDocument
from inclead_graph.reports.gradings_json import GradingsDocument
from inclead_graph.reports.json_report import AssessDocument
from inclead_graph.reports.peers import PeersDocument
from inclead_graph.reports.questions_json import ExplainDocument
from inclead_graph.reports.rulebook_quality import write_page
from inclead_graph.reports.xray_json import XrayDocument

SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "docs/schema/appraisal.schema.json": (Appraisal, "An appraisal: one file a person and day"),
    "docs/schema/assess-v2.schema.json": (AssessDocument, "What 'inclead assess --format json' writes, version 2"),
    "docs/schema/assessment.schema.json": (Assessment, "assessment.yaml of a workspace"),
    "docs/schema/explain-v1.schema.json": (
        ExplainDocument,
        "What 'inclead explain --all --format json' writes, version 1",
    ),
    "docs/schema/xray-v1.schema.json": (XrayDocument, "What 'inclead xray --format json' writes, version 1"),
    "docs/schema/gradings-v1.schema.json": (
        GradingsDocument,
        "What 'inclead gradings --format json' writes, version 1",
    ),
    "docs/schema/benchmark-v1.schema.json": (
        BenchmarkDocument,
        "What 'inclead portfolio benchmark --format json' writes, version 1",
    ),
    "docs/schema/peers-v1.schema.json": (
        PeersDocument,
        "What 'inclead portfolio compare PORTFOLIO ORG --format json' writes, version 1",
    ),
    "docs/schema/eds-v1.schema.json": (ProgrammeDocument, "What 'inclead eds --format json' writes, version 1"),
    "docs/schema/evidence-record.schema.json": (Evidence, "One record of evidence/*.yaml in a workspace"),
    "docs/schema/bundle-facts-v1.schema.json": (FactsDocument, "facts.json of a bundle: what the rules start from"),
    "docs/schema/bundle-manifest-v1.schema.json": (Manifest, "manifest.json of a bundle: what each part must be"),
    "docs/schema/bundle-proofs-v1.schema.json": (ProofDocument, "proofs.json of a bundle: every finding, every step"),
    "docs/schema/history-seal-v1.schema.json": (Seal, "seal.json of a sealed revision in a workspace's history"),
    "docs/schema/history-signature-v1.schema.json": (Signature, "signature.json of a workspace's history"),
    "rules/schema/rules.schema.json": (RuleFile, "A rule file: one stratum"),
    "rules/schema/cases.schema.json": (CaseFile, "Cases of one stratum"),
    "rules/schema/levers.schema.json": (LeverFile, "What may be assumed changed"),
    "rules/schema/effort.schema.json": (EffortFile, "How much effort changes are"),
    "rules/schema/quality.schema.json": (QualityFile, "What was looked at in a rulebook and is meant"),
}


def schema_text(name: str) -> str:
    model, title = SCHEMAS[name]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(), "title": title}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_is_fresh(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--regenerate"):
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(schema_text(name), encoding="utf-8")

    assert (ROOT / name).read_text(encoding="utf-8") == schema_text(name)


def plain(value: Any) -> Any:
    """Write dates as text again: YAML's own reader has turned them into dates, which JSON has not."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def validated(path: Path, schema: str) -> None:
    data = plain(yaml.safe_load(path.read_text(encoding="utf-8")))
    jsonschema.validate(data, json.loads(schema_text(schema)), cls=jsonschema.Draft202012Validator)


def test_every_rule_file_names_its_schema_in_its_first_line_and_obeys_it() -> None:
    files = sorted(bundled("rules").glob("*.yaml"))
    cases = sorted((bundled("rules") / "cases").glob("*.yaml"))

    assert [p.name for p in files] == [p.name for p in cases]
    assert len(files) >= 10
    assert (len(files), len(cases)) == (17, 17)
    declared = bundled("rules") / "quality" / "declared.yaml"
    changes = [(bundled("rules") / "changes" / f"{name}.yaml", name) for name in ("levers", "effort")]
    for path, schema in (
        [(p, "rules") for p in files] + [(p, "cases") for p in cases] + [(declared, "quality"), *changes]
    ):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        named = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        assert named.resolve() == (bundled("rules") / "schema" / f"{schema}.schema.json").resolve()
        validated(path, f"rules/schema/{schema}.schema.json")


def test_the_example_workspaces_obey_the_schemas() -> None:
    record = json.loads(schema_text("docs/schema/evidence-record.schema.json"))
    programme = [path.parent for path in sorted((ROOT / "assessments" / "fen-programme").glob("*/assessment.yaml"))]
    assert len(programme) == 4
    for workspace in (COMPLETE, FIRST_DAY, *programme):
        validated(workspace / "assessment.yaml", "docs/schema/assessment.schema.json")
        for path in sorted((workspace / "evidence").glob("*.yaml")):
            for piece in plain(yaml.safe_load(path.read_text(encoding="utf-8"))):
                jsonschema.validate(piece, record, cls=jsonschema.Draft202012Validator)


def test_the_example_appraisals_obey_the_schema_that_their_first_line_names() -> None:
    files = sorted((ROOT / "assessments" / "appraisals").rglob("*.yaml"))

    assert len(files) == 8
    for path in files:
        named = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / named).resolve() == ROOT / "docs" / "schema" / "appraisal.schema.json"
        validated(path, "docs/schema/appraisal.schema.json")


def test_every_section_of_the_model_that_a_rule_cites_is_there(knowledge: Knowledge) -> None:
    text = (ROOT / "docs" / "maturity-model.md").read_text(encoding="utf-8")
    cited = {c.model for _, _, rule in knowledge.rulebook.specs() for c in rule.citation if c.model}

    assert len(cited) >= 5
    for section in cited:
        assert f"\n### {section} " in text, section


def test_the_page_on_the_quality_of_the_rulebook_says_what_is_measured(
    knowledge: Knowledge, request: pytest.FixtureRequest
) -> None:
    folder, page = bundled("rules"), ROOT / "docs" / "rulebook-quality.md"
    text = write_page(knowledge.rulebook, read_cases(folder, knowledge.rulebook), read_declared(folder))
    if request.config.getoption("--regenerate"):
        page.write_text(text, encoding="utf-8")

    assert page.read_text(encoding="utf-8") == text, "run pytest tests/test_generated.py --regenerate, and look at it"
