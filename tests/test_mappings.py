"""The mapping tables: the toolkit's own table pair by pair, and every table against the published SSSOM 1.0 schema.

Expected pairs come from the toolkit's printed table, read once by eye (``BY_HAND``) and once by a parser of this file's
own; neither looks at the code that reads the tables.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from inclead_graph.bundled import bundled
from inclead_graph.knowledge.graph import KnowledgeGraph, read_knowledge_graph

ONTOLOGY = bundled("ontology")
TABLES = sorted((ONTOLOGY / "mappings").glob("*.sssom.tsv"))
SCHEMA = Path(__file__).parent / "data" / "sssom-1.0.schema.json"
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "inclead-toolkit.txt"
needs_seed = pytest.mark.skipif(
    not SEED.is_file(), reason="the toolkit's text is not ours to ship and is not beside this checkout"
)

INC = "https://w3id.org/inclead/"
SSSOM = "https://w3id.org/sssom/"
TOOLKIT_SET = f"{INC}mappings/competency-lf"

# Each competency in the order of printing; each code with the first and the last line on which the toolkit prints it.
BY_HAND = """
self-belief-1            1.3.1 784-787   3.4.3 788-789
self-belief-2            3.3.3 798-800   3.4.3 801-802
self-belief-3            4.4.2 811-813   6.4.2 814-816
self-belief-4            1.4.4 823-824   2.3.3 825-827   6.4.2 828-841    6.4.3 842-844
self-awareness-1         1.1.1 859-862   1.1.3 863-865   1.2.1 866-868
self-awareness-2         1.1.2 881-884   1.2.1 885-887
self-management-1        1.2.3 902-904   6.4.2 907-909
self-management-2        5.1.1 925-928   1.2.3 929-931   2.1.1 932-935    4.2.3 936-938
drive-for-improvement-1  2.3.2 954-956   2.3.4 957-959   4.2.1 960-962
drive-for-improvement-2  2.3.4 972-974
drive-for-improvement-3  4.2.3 990-992   6.2.2 993-996   7.2.2 997-1000   7.4.1 1001-1005
personal-integrity-1     1.4.1 1023-1027 6.1.3 1028-1031
personal-integrity-2     1.4.2 1041-1045 7.4.3 1046-1048
personal-integrity-3     6.4.1 1059-1062
personal-integrity-4     1.4.4 1074-1076 6.4.3 1077-1079 7.3.3 1080-1084
"""

# `grep -c '^[^#]'` of each table, less one for the header.
ROWS = {
    "competency-driver": 78,
    "competency-eds": 88,
    "competency-lf": 37,
    "criterion-competency": 282,
    "criterion-driver": 209,
    "criterion-eds-2011": 153,
    "criterion-eds-2022": 121,
    "criterion-eds2-2013": 143,
    "driver-body": 314,
    "eds-editions": 39,
    "lf-ksf": 45,
}

Pair = tuple[str, str, int, int]
"""A competency, an LF code, and the lines between which the code and its descriptor are printed."""


def by_hand() -> set[Pair]:
    pairs: set[Pair] = set()
    for line in BY_HAND.split("\n"):
        competency, _, rest = line.partition(" ")
        for code, first, last in re.findall(r"(\S+) (\d+)-(\d+)", rest):
            pairs.add((competency, code, int(first), int(last)))
    return pairs


# The toolkit's table, as it is printed


@dataclass
class Row:
    competency: str
    code: str
    lines: list[int]
    text: list[str] = field(default_factory=list)

    @property
    def pair(self) -> Pair:
        return self.competency, self.code, self.lines[0], self.lines[-1]

    @property
    def words(self) -> str:
        """Element and descriptor without the traps: case, separators, spaces and the full stops of 1.4.4."""
        return re.sub(r"[^a-z]", "", " ".join(self.text).partition("/")[2].casefold())


QUALITIES = ("Self belief", "Self awareness", "Self management", "Drive for improvement", "Personal integrity")
CODE = re.compile(r"([1-7]\.[1-4]\.[1-4])\s")


class PrintedTable:
    """Reads the three columns of lines 774 to 1084, which the text prints one below the other and sometimes mixes.

    A code counts where a line begins with it. A page break leaves a line that begins with a space: it finishes the cell
    that was cut off in mid-sentence, if there is one, and what is over belongs to the LF column. From a footnote's bare
    number to its web address nothing belongs to the table.
    """

    def __init__(self, text: str) -> None:
        self.rows: list[Row] = []
        self.quality, self.number = "", 0
        self.in_lf = self.in_brackets = self.cell_before = self.cut_off = False
        self.last_words = ""
        lines = text.split("\n")
        numbered = iter([(n, lines[n - 1]) for n in range(774, 1085)])
        for number, line in numbered:
            if line.strip() in ("1", "2"):
                next(n for n, note in numbered if note.startswith("http"))
            elif line.strip():
                self.take(number, line)
            else:
                self.blank()

    def blank(self) -> None:
        self.in_lf = False
        self.cut_off |= bool(self.last_words) and not self.last_words.endswith(".")
        self.last_words = ""

    def take(self, number: int, line: str) -> None:
        words, code = line.strip(), CODE.match(line)
        if words in QUALITIES:
            self.quality, self.number = words.lower().replace(" ", "-"), 0
        elif words.startswith("LQF"):
            self.cell_before = False
        elif code:
            self.begin(number, code[1], words)
        elif line.startswith(" "):
            self.left_over(number, words)
        elif self.in_brackets:
            self.in_brackets = not words.endswith(")")
        elif self.in_lf:
            self.extend(number, words)
        else:
            self.cell_before, self.last_words = True, words

    def begin(self, number: int, code: str, words: str) -> None:
        self.number += self.cell_before
        self.cell_before, self.last_words, self.in_lf = False, "", True
        self.rows.append(Row(f"{self.quality}-{self.number}", code, [number], [words]))

    def left_over(self, number: int, words: str) -> None:
        rest = words.partition(". ")[2] if self.cut_off else words
        self.cut_off = False
        self.in_brackets = rest.startswith("(")
        if rest and not self.in_brackets:
            self.extend(number, rest)

    def extend(self, number: int, words: str) -> None:
        self.rows[-1].lines.append(number)
        self.rows[-1].text.append(words)


@pytest.fixture(scope="module")
def printed() -> list[Row]:
    return PrintedTable(SEED.read_text(encoding="utf-8", errors="replace")).rows


# The tables, read without the code under test


@dataclass(frozen=True)
class Table:
    name: str
    head: dict[str, Any]
    rows: list[dict[str, str]]

    def iri(self, identifier: str) -> str:
        prefix, _, local = identifier.partition(":")
        return {**BUILT_IN, **self.head["curie_map"]}[prefix] + local

    def document(self) -> dict[str, Any]:
        """The table as the schema's JSON: empty cells left out, numbers as numbers, lists as lists."""
        return {**self.head, "mappings": [{k: slot(k, v) for k, v in row.items() if v} for row in self.rows]}


# The prefixes that SSSOM knows without a curie_map.
BUILT_IN = {
    "owl": str(OWL),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": str(SKOS),
    "sssom": SSSOM,
}


def slot(name: str, text: str) -> object:
    if name in ("author_id", "author_label"):
        return text.split("|")
    return float(text) if name == "confidence" else text


@cache
def table(path: Path) -> Table:
    lines = path.read_text(encoding="utf-8").splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in itertools.takewhile(lambda line: line[0] == "#", lines)))
    head = {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in head.items()}
    body = [line for line in lines if not line.startswith("#")]
    return Table(path.name.removesuffix(".sssom.tsv"), head, list(csv.DictReader(body, delimiter="\t", strict=True)))


def toolkit_pairs() -> list[Pair]:
    found: list[Pair] = []
    for row in table(ONTOLOGY / "mappings" / "competency-lf.sssom.tsv").rows:
        cited = re.fullmatch(r"passage:L(\d+)-(\d+)", row["mapping_source"])
        assert cited, row
        competency, code = row["subject_id"].removeprefix("competency:"), row["object_id"].removeprefix("lf:")
        found.append((competency, code, int(cited[1]), int(cited[2])))
    return found


@pytest.fixture(scope="module")
def knowledge_graph() -> KnowledgeGraph:
    return read_knowledge_graph(ONTOLOGY)


@pytest.fixture(scope="module")
def union(knowledge_graph: KnowledgeGraph) -> Graph:
    return knowledge_graph.store.union()


def loaded_pairs(union: Graph) -> list[Pair]:
    found: list[Pair] = []
    for link in union.objects(URIRef(TOOLKIT_SET), URIRef(f"{SSSOM}mappings")):
        competency, code, passage = (
            union.value(link, p) for p in (OWL.annotatedSource, OWL.annotatedTarget, URIRef(f"{SSSOM}mapping_source"))
        )
        lines = (union.value(passage, URIRef(INC + end)) for end in ("firstLine", "lastLine"))
        first, last = (int(str(line)) for line in lines)
        found.append((str(competency).rpartition("/")[2], str(code).rpartition("/")[2], first, last))
    return found


def code_sets(pairs: list[Pair] | set[Pair]) -> Counter[tuple[str, ...]]:
    """The LF codes of each competency, whatever the competency is called."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for competency, code, _, _ in pairs:
        codes[competency].append(code)
    return Counter(tuple(sorted(c)) for c in codes.values())


# The toolkit's matching table


def test_the_hand_made_table_has_37_pairs_of_15_competencies_and_28_codes() -> None:
    pairs = by_hand()

    assert len(pairs) == 37
    assert len({competency for competency, *_ in pairs}) == 15
    assert len({code for _, code, *_ in pairs}) == 28
    assert Counter(code[0] for _, code, *_ in pairs) == {"1": 12, "2": 5, "3": 3, "4": 4, "5": 1, "6": 8, "7": 4}


@needs_seed
def test_the_table_printed_in_the_toolkit_is_the_hand_made_one_line_for_line(printed: list[Row]) -> None:
    assert [row.pair for row in printed] == sorted(by_hand(), key=lambda pair: pair[2])


@needs_seed
def test_a_code_printed_again_has_the_same_descriptor_so_each_row_ends_where_its_text_does(printed: list[Row]) -> None:
    words: defaultdict[str, list[str]] = defaultdict(list)
    for row in printed:
        words[row.code].append(row.words)

    again = {code: len(texts) for code, texts in words.items() if len(texts) > 1}
    twice = ("3.4.3", "1.4.4", "6.4.3", "1.2.1", "1.2.3", "4.2.3", "2.3.4")
    assert again == {"6.4.2": 3, **dict.fromkeys(twice, 2)}
    assert [code for code, texts in words.items() if len(set(texts)) > 1] == []


@needs_seed
def test_no_row_of_the_toolkit_runs_into_another_column(printed: list[Row]) -> None:
    """What page breaks put in the way: the ends of three cut cells, a remark in brackets, and two footnotes."""
    words = "".join(row.words for row in printed)

    for stray in ("mediumtolongterm", "reputation", "deliveryandplanning", "contextualindicator", "decommissioned"):
        assert stray not in words


@needs_seed
def test_the_code_in_brackets_on_line_905_is_no_row() -> None:
    text = SEED.read_text(encoding="utf-8", errors="replace")
    codes = re.findall(r"\b[1-7]\.[1-4]\.[1-4]\b", "\n".join(text.split("\n")[773:1084]))

    assert len(codes) == 38, "a search for codes finds one more than the table has rows"
    assert "1.2.3" in text.split("\n")[904]
    assert [p for p in toolkit_pairs() if p[2] <= 905 <= p[3]] == []


@needs_seed
def test_each_cited_passage_begins_with_its_code_and_ends_on_the_last_words_of_its_row(printed: list[Row]) -> None:
    text = SEED.read_text(encoding="utf-8", errors="replace").split("\n")
    last_words = {row.lines[0]: row.text[-1] for row in printed}

    for _, code, first, last in toolkit_pairs():
        assert text[first - 1].startswith(code)
        assert text[last - 1].strip().endswith(last_words[first])


def test_the_table_in_our_file_is_the_hand_made_one() -> None:
    assert sorted(toolkit_pairs()) == sorted(by_hand())


def test_the_loaded_graph_holds_exactly_the_hand_made_table(union: Graph) -> None:
    assert sorted(loaded_pairs(union)) == sorted(by_hand())


def test_the_loaded_graph_asserts_each_pair_as_a_related_match_and_no_other(union: Graph) -> None:
    links = {
        (str(s).rpartition("/")[2], str(o).rpartition("/")[2])
        for s, o in union.subject_objects(SKOS.relatedMatch)
        if str(s).startswith(f"{INC}competency/")
    }

    others = SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch

    assert links == {(competency, code) for competency, code, *_ in by_hand()}
    assert [s for p in others for s in union.subjects(p) if str(s).startswith(f"{INC}competency/")] == []


@needs_seed
def test_each_competency_has_the_same_codes_in_the_toolkit_in_our_file_and_in_the_graph(
    printed: list[Row], union: Graph
) -> None:
    as_printed = code_sets([row.pair for row in printed])

    assert code_sets(toolkit_pairs()) == as_printed
    assert code_sets(loaded_pairs(union)) == as_printed


def test_only_the_toolkits_own_table_counts_as_not_curated(knowledge_graph: KnowledgeGraph) -> None:
    all_sets = {table(path).head["mapping_set_id"] for path in TABLES}

    assert knowledge_graph.curated == all_sets - {TOOLKIT_SET}


# Every table


def test_there_are_these_tables_with_this_many_rows() -> None:
    assert {table(path).name: len(table(path).rows) for path in TABLES} == ROWS


def test_each_set_has_as_many_links_in_the_graph_as_its_table_has_rows(union: Graph) -> None:
    sets = {name: URIRef(f"{INC}mappings/{name}") for name in ROWS}

    assert {name: len(set(union.objects(iri, URIRef(f"{SSSOM}mappings")))) for name, iri in sets.items()} == ROWS


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft201909Validator:
    return jsonschema.Draft201909Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name.partition(".")[0])
def test_a_mapping_table_is_valid_by_the_published_schema(path: Path, schema: jsonschema.Draft201909Validator) -> None:
    errors = [f"{'/'.join(map(str, e.path))}: {e.message}" for e in schema.iter_errors(table(path).document())]

    assert errors == []


@pytest.mark.parametrize(
    ("where", "slot", "value"),
    [
        ("mapping", "confidence", 1.5),
        ("mapping", "predicate_modifier", "not"),
        ("mapping", "reason", "a slot of our own"),
        ("mapping", "author_label", "not a list"),
        ("mapping", "mapping_justification", None),
        ("head", "subject_type", "concept"),
        ("head", "mapping_date", "March 2012"),
        ("head", "license", None),
        ("head", "homepage", "a slot of our own"),
    ],
)
def test_the_published_schema_refuses_what_is_not_sssom(
    where: str, slot: str, value: object, schema: jsonschema.Draft201909Validator
) -> None:
    document = table(TABLES[0]).document()
    target = document if where == "head" else document["mappings"][0]
    target.pop(slot, None)
    if value is not None:
        target[slot] = value

    assert not schema.is_valid(document)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name.partition(".")[0])
def test_every_id_of_a_table_is_described_and_called_as_the_graph_calls_it(path: Path, union: Graph) -> None:
    here = table(path)
    wrong = []
    for row, end in itertools.product(here.rows, ("subject", "object")):
        labels = {str(label) for label in union.objects(URIRef(here.iri(row[f"{end}_id"])), SKOS.prefLabel)}
        if labels != {row[f"{end}_label"]}:
            wrong.append((row[f"{end}_id"], row[f"{end}_label"], labels))

    assert wrong == []


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name.partition(".")[0])
def test_a_table_is_named_as_its_file_and_declares_every_prefix_that_it_uses(path: Path) -> None:
    here = table(path)
    ids = [row[f"{part}_id"] for row in here.rows for part in ("subject", "predicate", "object")]
    ids += [row[c] for row in here.rows for c in ("mapping_justification", "mapping_source", "author_id") if row.get(c)]
    ids += [here.head[slot] for slot in ("subject_source", "object_source") if here.head.get(slot)]

    assert here.head["mapping_set_id"] == f"{INC}mappings/{here.name}"
    assert here.head["license"].startswith("https://")
    assert {i.partition(":")[0] for i in ids} <= {*here.head["curie_map"], *BUILT_IN}


def test_no_reason_is_given_for_more_than_three_links() -> None:
    comments = Counter(row["comment"].casefold() for path in TABLES for row in table(path).rows)

    assert {comment: n for comment, n in comments.items() if n > 3} == {}


def test_no_table_says_the_same_link_twice() -> None:
    links = Counter(
        tuple(table(path).iri(row[f"{part}_id"]) for part in ("subject", "predicate", "object"))
        for path in TABLES
        for row in table(path).rows
    )

    assert {link: n for link, n in links.items() if n > 1} == {}


def test_a_link_said_not_to_hold_is_recorded_and_not_asserted(union: Graph) -> None:
    """The same number, another outcome (facts on the EDS): 3.6 and 4.2 changed their meaning between 2011 and EDS2."""
    one, other = f"{INC}eds-2011/", f"{INC}eds2-2013/"
    denied = {
        (here.iri(row["subject_id"]), here.iri(row["predicate_id"]), here.iri(row["object_id"]))
        for here in map(table, TABLES)
        for row in here.rows
        if row.get("predicate_modifier")
    }

    assert {(f"{one}3.6", f"{other}3.6"), (f"{one}4.2", f"{other}4.2")} <= {(s, o) for s, _, o in denied}
    assert [link for link in denied if tuple(map(URIRef, link)) in union] == []
