"""Pictures of networks: what a shape, a colour, a size and a line say is so, and names are shown as they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner
from click.testing import Result as Ran
from conftest import COMPLETE, ROOT
from network_samples import WORDS, county, small

from inclead_graph.cli import main
from inclead_graph.errors import UnreadableError
from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network import Reach, view_of
from inclead_graph.network.view import pair_of
from inclead_graph.pictures import places, render
from inclead_graph.reports import network_page
from inclead_graph.reports.network_layout import layout_of
from inclead_graph.reports.network_looks import LOOKS, OTHER, palette_of
from inclead_graph.reports.network_picture import described, picture_of_network
from inclead_graph.reports.network_scene import Scene, scene_of

WITH_DOT = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program is not installed")
BOTH = pytest.mark.parametrize("renderer", [pytest.param("dot", marks=WITH_DOT), "wasm"])
HOSTILE = '</text><script>alert("R&D")</script> \\N {a|<b>}'


def scene(network: PartnershipNetwork, day: dt.date | None = None) -> Scene:
    return scene_of(Reach(view_of(network, day=day)), WORDS)


def node_of(dot: str, name: str) -> str:
    """The line of DOT that draws a node."""
    return next(line for line in dot.splitlines() if line.lstrip().startswith(f'"{name}" ['))


def edge_of(dot: str, first: str, second: str) -> str:
    return next(line for line in dot.splitlines() if f'"{first}" -- "{second}" [' in line)


def setting(line: str, name: str) -> str:
    found = re.search(rf'\b{name}="?([^",\]]*)', line)
    assert found, (name, line)
    return found[1]


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


# Colours and shapes. Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15 (2009): their matrices for whole deficiency, on linear RGB.

EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def seen(colour: str, eyes: str) -> tuple[float, float, float]:
    """A colour in CIE Lab, as some eyes see it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in EYES[eyes])
    ratios = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("eyes", EYES)
def test_no_two_colours_of_sectors_look_alike_to_any_eyes(eyes: str) -> None:
    colours = [look.fill for look in (*LOOKS, OTHER)]
    for one, other in itertools.combinations(colours, 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen(one, eyes), seen(other, eyes), strict=True)) ** 0.5
        assert apart > 20, (eyes, one, other, apart)


def test_in_grey_any_two_sectors_with_a_colour_of_their_own_differ_by_lightness_and_every_two_by_shape() -> None:
    lightness = sorted(seen(look.fill, "usual")[0] for look in LOOKS)

    assert min(b - a for a, b in itertools.pairwise(lightness)) > 8.5
    assert len({look.dot for look in (*LOOKS, OTHER)}) == len({look.points for look in (*LOOKS, OTHER)}) == 9


def test_a_sector_of_the_ontology_looks_the_same_on_every_map_and_others_take_what_is_free() -> None:
    strange = [{"id": f"x{n}", "name": f"X {n}", "sector": f"guild {n % 9}"} for n in range(19)]
    one = palette_of(small(), WORDS)
    other = palette_of(small(organisations=[*strange, {"id": "n", "name": "N", "sector": "faith"}]), WORDS)

    assert one.look("community") is LOOKS[5]
    assert other.look("faith") is LOOKS[6]
    assert other.look("guild 0") is LOOKS[0]  # the most frequent, since three organisations are of it
    assert [other.look(f"guild {n}") is OTHER for n in range(9)] == [False] * 7 + [True] * 2
    assert other.look(None) is OTHER
    assert other.label("guild 8") == "guild 8"


# The scene


def test_a_scene_has_the_bridging_values_that_were_worked_out_by_hand() -> None:
    found = scene(small())

    # trust -1.0- hub -0.5- circle; the circle meets half of 200 people's need: 1 * 0.5 * 0.5 * 200 = 50 people.
    assert {name: node.value for name, node in found.nodes.items()} == {
        "trust": None, "hub": 50.0, "circle": 50.0, "school": 0.0, "maybe": None,
    }  # fmt: skip
    assert {ends: tie.value for ends, tie in found.ties.items()} == {
        ("circle", "hub"): 50.0, ("hub", "trust"): 50.0, ("school", "trust"): 0.0,
    }  # fmt: skip
    assert found.most_bridging == ("circle", "hub", "school")
    assert found.groups["carers"].reached == 0.25
    # Of the three pairs of others, two have the hub between them: trust and circle, school and circle.
    assert found.betweenness["hub"] == pytest.approx(2 / 3)
    assert found.product("hub") == pytest.approx(50 / 200 * 2 / 3)
    assert found.product("trust") is None


def test_a_scene_says_why_in_words() -> None:
    found = scene(small())

    assert found.nodes["circle"].why == (
        "Its strongest chain to an anchor: Carers Circle → The Hub → Wold Trust (50%).",
        "Without it, 50 people would no longer be reached.",
        "Young carers: reached only through it (50 people).",
    )
    assert found.nodes["trust"].why[0].startswith("It is an anchor")
    assert found.nodes["maybe"].why[0].startswith("It is not a partner on this day")
    assert found.ties["school", "trust"].why == (
        "Nobody has said how strong it is; it counts as 75%, the median of those known.",
        "Without it, nobody would lose reach.",
    )
    assert found.groups["carers"].why == (
        "25% of its need is reached: 50 of 200 people.",
        "Carers Circle meets 50% of it, as far as it is trusted; the strongest chain from there to an anchor has 50%.",
        "All of its reach hangs on each of these: The Hub; Carers Circle.",
    )


def test_a_group_that_is_reached_two_ways_is_reached_mainly_or_partly_through_each() -> None:
    services = [{"organisation": "circle", "group": "carers", "share": 0.5},
                {"organisation": "school", "group": "carers", "share": 0.8}]  # fmt: skip
    found = scene(small(services=services))

    # Reached: 1 - (1 - 0.25)(1 - 0.75 * 0.8) = 0.7; without the school 0.25, without the circle 0.6.
    assert found.nodes["school"].why[-1] == (
        "Young carers: reached mainly through it; reach falls from 70% to 25% (90 people)."
    )
    assert found.nodes["circle"].why[-1] == (
        "Young carers: reached partly through it; reach falls from 70% to 60% (20 people)."
    )


def test_possible_partners_and_ties_are_in_a_scene_from_the_day_on_which_they_were_weighed_up() -> None:
    assert scene(small()).possible == (("maybe", "trust"),)
    assert scene(small(), dt.date(2026, 1, 14)).possible == ()
    assert scene(small()).nodes["maybe"].potential


def test_anchors_that_follow_from_sectors_are_known_for_days_on_which_they_are_not_there() -> None:
    later = [{"id": "board", "name": "Board", "sector": "nhs", "from": "2027-01-01"}]
    network = small(anchors=[], organisations=[*small().model_dump(by_alias=True)["organisations"], *later])
    reach = Reach(view_of(network, ["nhs"]))

    assert reach.view.anchors == ("trust",)
    assert scene_of(reach, WORDS, ["nhs"]).anchors == ("trust", "board")


# The picture


def test_shape_and_colour_tell_the_sector_size_the_bridging_value_and_outlines_the_rest() -> None:
    dot = picture_of_network(scene(small()))
    hub, school, trust, maybe = (node_of(dot, name) for name in ("hub", "school", "trust", "maybe"))

    assert (setting(hub, "shape"), setting(hub, "fillcolor")) == ("circle", LOOKS[4].fill)
    assert (setting(school, "shape"), setting(school, "fillcolor")) == ("hexagon", LOOKS[3].fill)
    assert float(setting(hub, "width")) > 2 * float(setting(school, "width"))
    assert setting(trust, "peripheries") == "2"
    assert "peripheries" not in hub
    assert setting(maybe, "fillcolor") == "#ffffff"


def test_ties_at_risk_are_dashed_strong_ones_thick_and_possible_ones_dotted() -> None:
    dot = picture_of_network(scene(small()))
    risky, sure, unimportant = (
        edge_of(dot, "hub", "trust"),
        edge_of(dot, "circle", "hub"),
        edge_of(dot, "school", "trust"),
    )

    assert setting(risky, "style") == "dashed"
    assert "style" not in sure
    assert float(setting(risky, "penwidth")) > float(setting(sure, "penwidth"))
    assert setting(sure, "color") != setting(unimportant, "color")
    assert setting(edge_of(dot, "maybe", "trust"), "style") == "dotted"


@BOTH
def test_the_picture_names_everything_and_its_legend_says_what_signs_mean(renderer: str) -> None:
    svg = render(picture_of_network(scene(small())), layout="neato", renderer=renderer, title="T", description="Said.")
    words = " ".join(texts(svg)).replace("\u00a0", " ")

    names = ("A small county", "Wold Trust", "The Hub", "Carers Circle", "The School", "Boat Club", "Young carers")
    signs = ("31 March 2026", "NHS", "Voluntary organisation", "Double edge", "Hollow", "Dashed", "Bridging value")
    for name in (*names, *signs):
        assert name in words, name
    assert "<desc>Said.</desc>" in svg
    assert 'aria-label="T"' in svg


def test_a_legend_lists_no_sign_that_is_not_drawn() -> None:
    bare = small(
        scopings=[], groups=[], services=[], organisations=small().model_dump(by_alias=True)["organisations"][:4]
    )
    dot = picture_of_network(scene(bare))

    assert "Hollow" not in dot
    assert "Dotted" not in dot
    assert "Community group" in dot
    assert "Business" not in dot


@BOTH
def test_hostile_names_are_shown_as_they_are_and_do_nothing(renderer: str) -> None:
    organisations = [{"id": "trust", "name": HOSTILE, "sector": "<b>nhs</b>"}, {"id": "hub", "name": "The Hub"}]
    groups = [{"id": "g", "name": HOSTILE + "2", "disadvantage": "x"}]
    network = small(title=HOSTILE, organisations=organisations, groups=groups, services=[], scopings=[],
                    partnerships=[{"between": ["trust", "hub"]}])  # fmt: skip
    svg = render(picture_of_network(scene(network)), layout="neato", renderer=renderer, title=HOSTILE,
                 description=described(scene(network)))  # fmt: skip
    shown = "".join(texts(svg)).replace("\u00a0", " ")

    assert list(ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}script")) == []
    assert shown.replace(" ", "").count('</text><script>alert("R&D")</script>\\N{a|<b>}') == 3
    assert "<b>nhs</b>" in shown


def test_of_a_large_network_the_most_bridging_are_drawn_and_the_rest_is_counted_in_words() -> None:
    found = scene(county(300))
    dot = picture_of_network(found, most=20)
    drawn = [name for name in found.nodes if f'\n  "{name}" [' in dot]

    assert len(drawn) == 20
    assert set(drawn) == {*found.anchors, *found.most_bridging[:15]}
    assert f"20 organisations are drawn: the anchors, and those on which most depends. {len(found.nodes) - 20}" in dot
    assert "Groups are not drawn." in dot


def test_anchors_are_drawn_however_few_are_asked_for() -> None:
    dot = picture_of_network(scene(small()), most=1)

    assert node_of(dot, "trust")
    assert '"hub" [' not in dot


def test_groups_are_drawn_where_they_are_few_or_asked_for() -> None:
    few, many = scene(small()), scene(county(300))

    assert '"carers" [' in picture_of_network(few)
    assert '"carers" [' not in picture_of_network(few, groups=False)
    assert '"G1" [' not in picture_of_network(many)
    assert '"G1" [' in picture_of_network(many, groups=True)


@BOTH
def test_the_same_network_gives_the_same_picture(renderer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inclead_graph.pictures.program.is_here", lambda: renderer == "dot")

    assert picture_of_network(scene(county(60))) == picture_of_network(scene(county(60)))


def test_an_empty_network_and_one_without_ties_can_be_drawn() -> None:
    for network in (PartnershipNetwork(), small(partnerships=[], services=[], scopings=[])):
        assert "<svg" in render(picture_of_network(scene(network)), layout="neato")
        assert "<html" in network_page.write(scene(network))


def test_the_description_says_who_bridges_most_and_where_a_table_is() -> None:
    words = described(scene(small()))

    assert "50 of 200 people with a need are reached (25%)" in words
    assert "Carers Circle (50 people); The Hub (50 people)" in words
    assert "tables" in words


# The layout


@pytest.mark.parametrize("organisations", [10, 60, 150])
def test_nothing_on_a_map_covers_anything_else(organisations: int) -> None:
    network = county(organisations)
    sizes = {one.id: (100.0, 40.0) if n % 3 else (20.0, 20.0) for n, one in enumerate(network.organisations)}
    at = layout_of(network, sizes)

    assert at.keys() == sizes.keys()
    for one, other in itertools.combinations(at, 2):
        room = [(sizes[one][axis] + sizes[other][axis]) / 2 for axis in (0, 1)]
        gaps = [abs(at[one][axis] - at[other][axis]) - room[axis] for axis in (0, 1)]
        assert max(gaps) > -1, (one, other)


def test_the_organisations_of_one_place_stand_together() -> None:
    network = county(120)
    at = layout_of(network, {one.id: (20.0, 20.0) for one in network.organisations})
    local = [one for one in network.organisations if one.locality]

    def far(one: str, other: str) -> float:
        return ((at[one][0] - at[other][0]) ** 2 + (at[one][1] - at[other][1]) ** 2) ** 0.5

    nearest = [min((o for o in local if o.id != one.id), key=lambda o: far(one.id, o.id)) for one in local]
    same = sum(one.locality == other.locality for one, other in zip(local, nearest, strict=True))
    assert same > 0.85 * len(local)


@BOTH
def test_each_renderer_gives_each_node_a_place(renderer: str) -> None:
    found = places('graph { a -- b -- c; "d e" }', layout="neato", renderer=renderer)

    assert found.keys() == {"a", "b", "c", "d e"}
    assert len(set(found.values())) == 4


def test_a_graph_that_is_none_or_a_layout_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnreadableError, match="cannot be drawn"):
        places("graph { a --", renderer="wasm")
    with pytest.raises(UnreadableError, match="did you mean 'sfdp'"):
        places("graph { a }", layout="sdfp")


# The library and the page


def test_the_library_is_the_file_that_its_notice_names() -> None:
    folder = ROOT / "inclead_graph" / "reports" / "vendor"
    digest = hashlib.sha256((folder / "cytoscape.min.js").read_bytes()).hexdigest()

    assert digest in (folder / "NOTICE.md").read_text(encoding="utf-8")
    assert b"</script" not in (folder / "cytoscape.min.js").read_bytes().lower()


def test_a_library_that_is_another_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_page, "_SHA256", "0" * 64)

    with pytest.raises(UnreadableError, match="reinstall"):
        network_page.write(scene(small()))


def test_the_page_says_by_its_policy_that_it_loads_nothing_and_runs_only_its_own_scripts() -> None:
    page = network_page.write(scene(small()))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)

    assert policy
    assert "default-src 'none'" in policy[1]
    assert len(re.findall(r"'sha256-[\w+/]{43}='", policy[1])) == 2
    assert not re.search(r"script-src[^;]*unsafe", policy[1])
    assert not re.search(r"""<(script|link|img|iframe)[^>]*\b(src|href)=""", page)


def test_no_name_can_end_the_data_of_the_page() -> None:
    page = network_page.write(scene(small(title="</script><b>", source="x")))

    assert "</script><b>" not in page
    assert page.count("</script>") == 3


# The command


def inclead(*arguments: object) -> Ran:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize(
    ("name", "begins"), [("m.svg", b"<svg"), ("m.dot", b"graph {"), ("m.html", b"<!doctype html>")]
)
def test_draw_writes_what_the_name_asks_for(name: str, begins: bytes, tmp_path: Path) -> None:
    done = inclead("network", "draw", COMPLETE, "-o", tmp_path / name)

    assert done.exit_code == 0, done.output
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert "Fenland Voluntary Action" in (tmp_path / name).read_text(encoding="utf-8")


@WITH_DOT
def test_draw_writes_a_pdf_where_graphviz_is_installed(tmp_path: Path) -> None:
    done = inclead("network", "draw", COMPLETE / "network.yaml", "-o", tmp_path / "m.pdf", "--top", "5", "--no-groups")

    assert done.exit_code == 0, done.output
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")


def test_draw_opens_what_it_wrote_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)
    done = inclead("network", "draw", COMPLETE, "-o", tmp_path / "m.html", "--open", "--as-of", "2024-01-01")

    assert done.exit_code == 0, done.output
    assert opened == [str(tmp_path / "m.html")]
    assert '"day":"2024-01-01"' in (tmp_path / "m.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-o", "map.png"), "end it in .html, .svg, .pdf or .dot"),
        (("-o", "map.html", "--top", "5"), "the page shows everything and has filters"),
        (("-o", "map.svg", "--top", "0"), "not in the range"),
    ],
)
def test_draw_says_what_it_cannot_write(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = inclead("network", "draw", COMPLETE, *arguments)

    assert done.exit_code == 2
    assert words in done.output


def test_a_scene_on_another_day_shows_what_runs_on_it() -> None:
    network = small()
    before = scene(network, dt.date(2019, 3, 31))

    assert pair_of(("trust", "hub")) not in before.ties
    assert pair_of(("trust", "hub")) in scene(network).ties
    assert before.nodes["hub"].why[0].startswith("No chain of partnerships")
