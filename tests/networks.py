"""Random networks that nothing is wrong with, for properties of import and export."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from inclead_graph.model.framework import Framework
from inclead_graph.model.network import PartnershipNetwork, pair_of

DAYS = st.none() | st.dates(dt.date(1850, 1, 1), dt.date(2100, 1, 1))
# U+FFFE and U+FFFF are in no XML; that they are refused has a test of its own.
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
TRAPS = [
    "=1+1",
    "'=1+1",
    "@a",
    "-2",
    "a|b",
    "\\",
    "\\|",
    "_x0041_",
    "x005F_",
    "yes",
    "2020",
    "1.50",
    "a,b;c",
    '"',
    "&#34;",
]
TRAPS += [
    "<b>&amp;",
    "null",
    "2020-01-01",
    "a: b",
    "#x",
    "% inclead: {",
    "{}",
    "[1]",
    "é\u2028ü",
    "a\xa0b",
    "a  b",
    "%",
]
NAMES = [
    "name",
    "Name",
    "type",
    "id",
    "ID",
    "label",
    "weight",
    "from",
    "To",
    "source",
    "value",
    "mode",
    "relation",
    "w",
]
NAMES += [
    "other:x",
    "x_exact",
    "weight_exact",
    "wealth",
    "Tags",
    "=2",
    "start",
    "x (continued 2)",
    "key",
    "viz",
    "spells",
]


def stripped(text: str) -> str:
    return text.strip()


LINES = (st.sampled_from(TRAPS) | st.text(LETTERS, min_size=1, max_size=30)).map(stripped).filter(bool)
TEXTS = LINES | st.text(LETTERS | st.sampled_from("\n\t"), min_size=1, max_size=60).map(stripped).filter(bool)
OTHERS = st.dictionaries(st.sampled_from(NAMES) | LINES, TEXTS, max_size=3)
YES_NO = st.none() | st.booleans()
WEIGHTS = (
    st.none()
    | st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("2.50"), Decimal(10) ** 12])
    | st.decimals(Decimal("1e-30"), Decimal(10) ** 12, allow_nan=False)
)
SHARES = st.decimals(0, 1, allow_nan=False, places=4) | st.decimals(0, 1, allow_nan=False)
SOURCE = st.none() | TEXTS


@st.composite
def networks(draw: st.DrawFn, framework: Framework) -> PartnershipNetwork:
    """Draw a network with every part, sound as ``faults_of`` has it."""
    names = draw(st.lists(LINES, min_size=1, max_size=6, unique_by=lambda name: " ".join(name.casefold().split())))
    ids = draw(st.permutations([f"o{n}" for n in range(len(names))] if draw(st.booleans()) else _ids(names)))
    groups = [f"g.{n}" for n in range(draw(st.integers(0, 3)))]
    data: dict[str, Any] = {
        "title": draw(st.none() | LINES),
        "fictional": draw(st.booleans()),
        "as_of": draw(DAYS),
        "assessed": draw(st.sampled_from([None, *ids])),
        "anchors": draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else [],
        "scale": draw(WEIGHTS),
        "usual_strength": draw(st.none() | SHARES),
        "source": draw(SOURCE),
        "note": draw(SOURCE),
        "organisations": [_organisation(draw, *one) for one in zip(ids, names, strict=True)],
        "groups": [_group(draw, one) for one in groups],
        **_links(draw, ids, groups, framework),
    }
    return PartnershipNetwork.model_validate(data)


def _ids(names: list[str]) -> list[str]:
    return [f"{number}é-x_{number}." for number in range(len(names))]


def _span(draw: st.DrawFn) -> dict[str, Any]:
    first, second = draw(DAYS), draw(DAYS)
    in_order = (second, first) if first and second and second < first else (first, second)
    return {"from": in_order[0], "until": in_order[1]}


def _organisation(draw: st.DrawFn, id_: str, name: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "kind": draw(st.none() | LINES),
        "sector": draw(st.none() | LINES),
        "locality": draw(st.none() | LINES),
        "ods_code": draw(st.sampled_from([None, "RX1", "0123"])),
        "potential": draw(st.booleans()),
        "answered": draw(st.booleans()),
        "funding_at_risk": draw(YES_NO),
        "source": draw(SOURCE),
        "other": draw(OTHERS),
        **_span(draw),
    }


def _group(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": draw(LINES),
        "disadvantage": draw(LINES),
        "locality": draw(st.none() | LINES),
        "need": draw(st.none() | st.decimals(0, 10**9, allow_nan=False)),
        "source": draw(SOURCE),
        "other": draw(OTHERS),
    }


def _links(draw: st.DrawFn, ids: list[str], groups: list[str], framework: Framework) -> dict[str, Any]:
    if len(ids) < 2:
        return {}
    pairs = st.permutations(ids).map(lambda several: (several[0], several[1]))
    review, every = framework.narrower("partnership criterion", "review"), framework.words("partnership criterion")
    partnerships = [
        {
            "between": draw(pairs),
            "one_way": draw(st.booleans()),
            "kind": draw(st.none() | LINES),
            "weight": draw(WEIGHTS),
            "funding_at_risk": draw(YES_NO),
            "reviews": [_review(draw, review, framework) for _ in range(draw(st.integers(0, 2)))],
            "protocol": draw(st.none() | _protocols()),
            "source": draw(SOURCE),
            "other": draw(OTHERS),
            **_span(draw),
        }
        for _ in range(draw(st.integers(0, 5)))
    ]
    services = (
        [
            {
                "organisation": one,
                "group": group,
                "share": draw(st.none() | SHARES),
                "source": draw(SOURCE),
                **_span(draw),
            }
            for one, group in draw(
                st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(groups)), max_size=3, unique=True)
            )
        ]
        if groups
        else []
    )
    asked = [(by, of) for by in (*groups, *ids) for of in ids if by != of]
    trust = [
        {
            "by": by,
            "of": of,
            "share": draw(SHARES),
            "asked": draw(st.none() | st.integers(1, 10**6)),
            "date": draw(DAYS),
            "voice": draw(st.none() | LINES),
            "source": draw(SOURCE),
        }
        for by, of in draw(st.lists(st.sampled_from(asked), max_size=3))
    ]
    scopings = [
        {
            **_review(draw, every, framework),
            "between": draw(pairs),
            "cost": draw(WEIGHTS),
            "protocol": draw(st.none() | _protocols()),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    unlike = {(pair_of(p["between"]), p["one_way"], p["kind"], p["from"]): p for p in partnerships}
    return {"partnerships": [*unlike.values()], "services": services, "trust": trust, "scopings": scopings}


def _review(draw: st.DrawFn, criteria: Any, framework: Framework) -> dict[str, Any]:
    scored = draw(st.lists(st.sampled_from(sorted(criteria)), max_size=3, unique=True))
    return {
        "date": draw(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))),
        "by": draw(SOURCE),
        "note": draw(SOURCE),
        "scores": [
            {
                "criterion": criterion,
                "score": draw(st.none() | st.integers(1, 4)),
                "voice": draw(st.sampled_from([None, *framework.words("voice")])),
                "evidence": draw(st.lists(st.sampled_from(["E1", "E-2.x"]), max_size=2)),
                "source": draw(SOURCE),
                "reason": draw(SOURCE),
            }
            for criterion in scored
        ],
    }


@st.composite
def _protocols(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "date": draw(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))),
        "priorities": draw(st.lists(TEXTS, max_size=3)),
        "process": draw(SOURCE),
        "gains": draw(st.lists(TEXTS, max_size=2)),
        "decided_by": draw(SOURCE),
        "source": draw(SOURCE),
    }
