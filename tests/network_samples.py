"""Fictional networks: one small enough to be worked out by hand, and a county of any size, the same for each seed."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any

from inclead_graph.model.network import PartnershipNetwork

Entry = dict[str, Any]
WORDS = {"nhs": "NHS", "local government": "Local government", "justice": "Police and justice",
         "education": "Schools", "voluntary": "Voluntary organisation", "community": "Community group",
         "faith": "Faith group", "private": "Business"}  # fmt: skip

AS_OF = dt.date(2026, 3, 31)
TRUSTS = ("Hospitals", "Mental Health", "Community Health", "Ambulance")
BEGINNINGS = ("Ald", "Brant", "Corl", "Dunn", "Elmer", "Farn", "Gols", "Harl", "Ing", "Kell")
ENDINGS = ("wick", "thorpe", "mere", "ley", "ham", "ford")
LOCAL = (
    ("community", ("Residents", "Carers Circle", "Food Pantry", "Gardeners", "Parents Group", "Youth Club")),
    ("voluntary", ("Advice", "Advocacy", "Befriending", "Transport", "Homes First", "Women's Centre", "Mind and Body")),
    ("faith", ("Chapel", "Mosque", "Gurdwara", "Churches Together")),
    ("education", ("Academy", "Primary School", "College")),
    ("private", ("Surgery", "Pharmacy", "Dental Practice")),
)  # fmt: skip
SHARES = (0.42, 0.3, 0.08, 0.1, 0.1)
DISADVANTAGES = (
    ("Disabled people", "disability"),
    ("Travellers", "race"),
    ("Older people living alone", "age"),
    ("LGBT+ young people", "sexual-orientation"),
    ("Refugees", "seeking refuge"),
    ("People without a home", "homelessness"),
    ("Carers", "caring"),
    ("Women who fled violence", "sex"),
)


def small(**changes: object) -> PartnershipNetwork:
    """A trust, a hub that alone reaches a group through a circle, a school, and a partner to be."""
    document = {
        "title": "A small county",
        "as_of": "2026-03-31",
        "anchors": ["trust"],
        "organisations": [
            {"id": "trust", "name": "Wold Trust", "sector": "nhs"},
            {"id": "hub", "name": "The Hub", "sector": "voluntary"},
            {"id": "circle", "name": "Carers Circle", "sector": "community"},
            {"id": "school", "name": "The School", "sector": "education"},
            {"id": "maybe", "name": "Boat Club", "sector": "community", "potential": True},
        ],
        "groups": [{"id": "carers", "name": "Young carers", "disadvantage": "caring", "need": 200}],
        "services": [{"organisation": "circle", "group": "carers", "share": 0.5}],
        "partnerships": [
            {"between": ["trust", "hub"], "weight": 1, "funding_at_risk": True, "kind": "grant", "from": "2019-04-01"},
            {"between": ["hub", "circle"], "weight": 0.5},
            {"between": ["trust", "school"]},
        ],
        "scopings": [{"between": ["maybe", "trust"], "date": "2026-01-15"}],
        **changes,
    }
    return PartnershipNetwork.model_validate(document)


def county(organisations: int = 30, seed: int = 1) -> PartnershipNetwork:
    """Four trusts, a county council and a police force, and a hub in each place with the local organisations about it.

    Small groups reach the trusts through their hub or through a larger neighbour, as in any county; a few have a
    partner elsewhere. Some weights come from reviews, some are missing; some partners are not partners yet.
    """
    draw = random.Random(seed)
    places = _places(max(2, round(organisations**0.5 / 2.2)), draw)
    bodies = [*_statutory(), *_locals(organisations - 6, places, draw)]
    groups = list(_groups(max(6, min(120, organisations // 6)), places, draw))
    return PartnershipNetwork.model_validate(
        {
            "title": "Partners in the county of Wold",
            "fictional": True,
            "as_of": AS_OF,
            "scale": 4,
            "anchors": [body["id"] for body in bodies[:5]],
            "organisations": bodies,
            "groups": groups,
            "services": list(_services(groups, bodies, draw)),
            "trust": list(_trust(groups, bodies, draw)),
            "partnerships": list(_partnerships(bodies, places, draw)),
            "scopings": list(_scopings(bodies, draw)),
        }
    )


def _places(number: int, draw: random.Random) -> list[str]:
    return draw.sample([first + last for first in BEGINNINGS for last in ENDINGS], number)


def _statutory() -> Iterator[Entry]:
    for number, what in enumerate(TRUSTS, 1):
        yield {"id": f"T{number}", "name": f"Wold {what} NHS Trust", "sector": "nhs", "kind": "nhs trust"}
    yield {"id": "C1", "name": "Wold County Council", "sector": "local government", "kind": "local authority"}
    yield {"id": "P1", "name": "Wold Police", "sector": "justice", "kind": "police force"}


def _locals(number: int, places: list[str], draw: random.Random) -> Iterator[Entry]:
    for count in range(number):
        place = places[count % len(places)]
        if count < len(places):
            yield {"id": f"H{count + 1}", "name": f"{place} Voluntary Action", "sector": "voluntary",
                   "kind": "voluntary infrastructure", "locality": place}  # fmt: skip
            continue
        sector, names = draw.choices(LOCAL, SHARES)[0]
        again = count // len(places)
        yield {
            "id": f"L{count + 1}",
            "name": f"{place} {draw.choice(names)} {again}",
            "sector": sector,
            "locality": place,
            "potential": draw.random() < 0.04,
            "funding_at_risk": draw.choice((None, False, False, True))
            if sector in ("voluntary", "community")
            else None,
            "from": None if draw.random() < 0.7 else _day(draw, 2012, 2025),
        }


def _groups(number: int, places: list[str], draw: random.Random) -> Iterator[Entry]:
    choices = [(place, *one) for place in places for one in DISADVANTAGES]
    for count, (place, people, word) in enumerate(draw.sample(choices, min(number, len(choices))), 1):
        yield {
            "id": f"G{count}",
            "name": f"{people} in {place}",
            "disadvantage": word,
            "locality": place,
            "need": None if draw.random() < 0.1 else draw.randint(2, 90) * 10,
            "source": "Needs assessment of the county, 2025 (fictional)",
        }


def _services(groups: list[Entry], bodies: list[Entry], draw: random.Random) -> Iterator[Entry]:
    for group in groups:
        near = [one for one in bodies if one.get("locality") == group["locality"] and one["sector"] != "private"]
        for body in draw.sample(near, min(len(near), draw.randint(1, 5))):
            yield {
                "organisation": body["id"],
                "group": group["id"],
                "share": None if draw.random() < 0.05 else round(draw.uniform(0.1, 0.7), 2),
                "from": _day(draw, 2012, 2024),
                "until": None if draw.random() < 0.85 else _day(draw, 2024, 2028),
            }


def _trust(groups: list[Entry], bodies: list[Entry], draw: random.Random) -> Iterator[Entry]:
    for group in groups:
        for body in draw.sample([one for one in bodies if one.get("locality") == group["locality"]], 2):
            yield {"by": group["id"], "of": body["id"], "share": round(draw.uniform(0.4, 1), 2), "asked": 40,
                   "date": _day(draw, 2023, 2026)}  # fmt: skip


def _partnerships(bodies: list[Entry], places: list[str], draw: random.Random) -> Iterator[Entry]:
    hubs = {one["locality"]: one["id"] for one in bodies if one["id"].startswith("H")}
    statutory = [one["id"] for one in bodies[:6]]
    for first, second in itertools.pairwise(statutory):
        yield _partnership(first, second, draw)
    for number, place in enumerate(places):
        for anchor in draw.sample(statutory[:5], draw.choice((1, 1, 2))):
            yield _partnership(hubs[place], anchor, draw)
        if number and draw.random() < 0.5:
            yield _partnership(hubs[place], hubs[places[number - 1]], draw)
    members = {place: [hub] for place, hub in hubs.items()}
    for body in bodies[6 + len(places) :]:
        if body["potential"] or draw.random() < 0.03:
            continue
        for partner in sorted(_partners(hubs[body["locality"]], members, body["locality"], statutory, draw)):
            yield _partnership(body["id"], partner, draw)
        members[body["locality"]].append(body["id"])


def _partners(
    hub: str, members: dict[str, list[str]], place: str, statutory: list[str], draw: random.Random
) -> set[str]:
    """Draw the partners of a local organisation: one near by or the hub, and now and then another."""
    near, elsewhere = members[place], members[draw.choice(sorted(members))]
    partners = {draw.choice(near) if draw.random() < 0.6 else hub}
    for likely, among in ((0.35, near), (0.06, statutory), (0.03, elsewhere)):
        if draw.random() < likely:
            partners.add(draw.choice(among))
    return partners


def _partnership(first: str, second: str, draw: random.Random) -> Entry:
    weight, reviews = None, []
    if draw.random() < 0.6:
        weight = draw.randint(1, 4)
    elif draw.random() < 0.6:
        reviews = [_review(draw) for _ in range(draw.randint(1, 3))]
    return {
        "between": [first, second],
        "kind": draw.choice(("referrals", "joint project", "shared premises", "grant", None)),
        "from": _day(draw, 2010, 2025),
        "until": None if draw.random() < 0.9 else _day(draw, 2022, 2029),
        "weight": weight,
        "funding_at_risk": draw.choice((None, False, False, True)),
        "reviews": reviews,
    }


def _review(draw: random.Random) -> Entry:
    scores = [{"criterion": c, "score": draw.choice((1, 2, 3, 4, None))} for c in ("shared-values", "reputation")]
    return {"date": _day(draw, 2018, 2026), "scores": scores}


def _scopings(bodies: list[Entry], draw: random.Random) -> Iterator[Entry]:
    hubs = {one["locality"]: one["id"] for one in bodies if one["id"].startswith("H")}
    for body in bodies:
        if body.get("potential"):
            yield {"between": [body["id"], hubs[body["locality"]]], "date": _day(draw, 2025, 2026)}


def _day(draw: random.Random, first: int, last: int) -> dt.date:
    return dt.date(draw.randint(first, last), draw.randint(1, 12), draw.randint(1, 28))
