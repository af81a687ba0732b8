"""The interactive map in a real browser: it answers as Python does, by mouse and by keyboard, and asks nobody."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, faults_that_axe_finds
from network_samples import AS_OF, WORDS, county, small

from inclead_graph.model.network import PartnershipNetwork
from inclead_graph.network import Bridging, Reach, Tie, View, view_of
from inclead_graph.network.changing import NetworkChange, NewTie, changed
from inclead_graph.reports.network_page import page_data, write
from inclead_graph.reports.network_scene import Scene, scene_of
from inclead_graph.reports.network_words import in_percent, in_whole

TEMPLATES = ROOT / "inclead_graph" / "reports" / "templates"
EXACT = 1e-9


def scene(network: PartnershipNetwork, day: dt.date | None = None) -> Scene:
    return scene_of(Reach(view_of(network, day=day)), WORDS)


class Opened:
    """The page of a network in a browser, with what it did there."""

    def __init__(self, browser: Any, page: str, folder: Path, **settings: Any) -> None:
        self.requests: list[str] = []
        self.faults: list[str] = []
        file = folder / "map.html"
        file.write_text(page, encoding="utf-8")
        self.view = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **settings})
        self.view.on("request", lambda request: self.requests.append(request.url))
        self.view.on("pageerror", lambda error: self.faults.append(str(error)))
        self.view.on("console", lambda said: self.faults.append(said.text) if said.type != "info" else None)
        self.view.goto(file.as_uri())
        self.view.wait_for_selector("#table-organisation tbody tr")

    def said(self) -> str:
        """What the page tells a screen reader, once it has."""
        self.view.wait_for_timeout(250)
        return str(self.view.inner_text("#said"))

    def rows(self, kind: str) -> list[list[str]]:
        """The rows of a table, as they are read."""
        self.view.click(f"#tab-{kind}")
        found: list[list[str]] = self.view.evaluate(
            "id => [...document.querySelectorAll(`#${id} tbody tr`)].map(r => [...r.cells].map(c => c.textContent))",
            f"table-{kind}",
        )
        return found

    def names(self, kind: str = "organisation") -> list[str]:
        return [row[0] for row in self.rows(kind)]

    def drawn(self) -> set[str]:
        """The ids of what stands on the map."""
        return set(self.view.evaluate("document.getElementById('map')._cyreg.cy.nodes(':visible').map(n => n.id())"))

    def has_class(self, name: str) -> set[str]:
        found = self.view.evaluate(
            "n => document.getElementById('map')._cyreg.cy.nodes('.' + n).map(n => n.id())", name
        )
        return set(found)

    def focused(self) -> str:
        return str(self.view.evaluate("document.activeElement.id || document.activeElement.textContent"))

    def choose(self, kind: str, name: str) -> None:
        self.view.click(f"#tab-{kind}")
        self.view.locator(f"#table-{kind} tbody th button", has_text=name).first.click()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Opened]:
    """The page of the small network. Whatever a test does with it, it asks nobody and nothing goes wrong in it."""
    page = Opened(chromium, write(scene(small())), tmp_path)
    yield page
    page.view.close()
    assert page.requests == [(tmp_path / "map.html").as_uri()]
    assert page.faults == []


# The reckoning in the browser


@pytest.fixture
def reckoner(chromium: Any) -> Any:
    """A blank page with our functions in it."""
    view = chromium.new_page()
    for name in ("network_reach.js", "network_words.js"):
        view.add_script_tag(content=(TEMPLATES / name).read_text(encoding="utf-8"))
    return view


EVERYTHING = """([network, day, suppositions]) => {
    const found = findings(network, day, suppositions);
    const loss = (one) => [one.group, one.before, one.after, one.people, extentOf(one)];
    const written = ([id, one]) => [id, one && { value: one.value, losses: one.losses.map(loss) }];
    return {
        people: found.people,
        need: found.need,
        groups: [...found.reach.reached],
        between: [...found.betweenness],
        organisations: [...found.organisations].map(written),
        ties: [...found.ties].map(written),
    };
}"""

PEOPLE_FOR_EACH = """([network, day, each]) => each.map((suppositions) => {
    const found = findings(network, day, suppositions);
    return [found.people, Object.fromEntries(found.reach.reached)];
})"""


def same_bridging(found: dict[str, Any] | None, expected: Bridging | None) -> None:
    if expected is None or found is None:
        assert found is expected
        return
    assert found["value"] == pytest.approx(expected.value, abs=EXACT)
    assert [loss[0] for loss in found["losses"]] == [loss.group for loss in expected.losses]
    for loss, wanted in zip(found["losses"], expected.losses, strict=True):
        assert loss[1:3] == pytest.approx([wanted.before, wanted.after], abs=EXACT)
        assert loss[3] == (None if wanted.people is None else pytest.approx(wanted.people, abs=EXACT))
        assert loss[4] == wanted.extent


NETWORKS = [pytest.param(county(30), id="30"), pytest.param(county(60, seed=7), id="60 at random")]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("day", [AS_OF, dt.date(2024, 12, 31), dt.date(2021, 6, 1), None])
def test_the_browser_finds_what_reach_finds_for_each_organisation_and_tie_on_any_day(
    network: PartnershipNetwork, day: dt.date | None, reckoner: Any
) -> None:
    timeless = network if day else network.model_copy(update={"as_of": None})
    wanted = scene(timeless, day)
    data = page_data(wanted)
    found = reckoner.evaluate(EVERYTHING, [data, data["day"], []])
    reach = wanted.reach

    assert found["people"] == pytest.approx(reach.people, abs=EXACT)
    assert found["need"] == reach.need
    assert dict(found["groups"]) == pytest.approx({g: reach.of_group(g) for g in reach.view.groups}, abs=EXACT)
    assert dict(found["between"]) == pytest.approx(wanted.betweenness, abs=EXACT)
    organisations, ties = dict(found["organisations"]), dict(found["ties"])
    assert organisations.keys() == reach.organisations.keys()
    assert ties.keys() == {" ".join(ends) for ends in reach.ties}
    for name, bridging in reach.organisations.items():
        same_bridging(organisations[name], bridging)
    for ends, bridging in reach.ties.items():
        same_bridging(ties[" ".join(ends)], bridging)
    if day == AS_OF:
        assert reach.people > 0
        assert sum(1 for one in reach.ties.values() if one.losses) > 5


def reach_after(network: PartnershipNetwork, change: NetworkChange) -> Reach:
    return Reach(view_of(changed(network, change, AS_OF)))


@pytest.mark.parametrize("network", NETWORKS)
def test_each_removal_in_the_browser_leaves_the_reach_that_python_works_out_anew(
    network: PartnershipNetwork, reckoner: Any
) -> None:
    view = view_of(network)
    changes = [NetworkChange(close=(name,)) for name in view.organisations]
    changes += [NetworkChange(end=(ends,)) for ends in view.ties]
    supposed = [[{"close": name} for name in c.close] + [{"end": ends} for ends in c.end] for c in changes]
    found = reckoner.evaluate(PEOPLE_FOR_EACH, [page_data(scene(network)), AS_OF.isoformat(), supposed])

    for change, (people, groups) in zip(changes, found, strict=True):
        after = reach_after(network, change)
        assert people == pytest.approx(after.people, abs=EXACT), change
        assert groups == pytest.approx({g: after.of_group(g) for g in view.groups}, abs=EXACT), change


@pytest.mark.parametrize("network", NETWORKS)
def test_each_tie_that_is_added_in_the_browser_reaches_whom_it_reaches_in_python(
    network: PartnershipNetwork, reckoner: Any
) -> None:
    """Between an anchor and everybody else, possible partners among them, as strong as is usual."""
    view = view_of(network)
    anchor = view.anchors[0]
    others = [o.id for o in network.organisations if o.id != anchor and tuple(sorted((anchor, o.id))) not in view.ties]
    found = reckoner.evaluate(
        PEOPLE_FOR_EACH,
        [page_data(scene(network)), AS_OF.isoformat(), [[{"begin": [anchor, o], "strength": None}] for o in others]],
    )
    before, gains = Reach(view).people, 0

    for other, (people, _) in zip(others, found, strict=True):
        after = reach_after(network, NetworkChange(begin=(NewTie((anchor, other)),)))
        assert people == pytest.approx(after.people, abs=EXACT), other
        gains += after.people > before
    assert gains > 3


def with_tie(view: View, first: str, second: str, strength: float) -> View:
    ends = (first, second) if first <= second else (second, first)
    tie = Tie(ends, strength, True, strength, None, ())
    return dataclasses.replace(view, ties={**view.ties, ends: tie})


def test_a_tie_of_a_strength_of_its_own_and_several_suppositions_together_are_reckoned_as_in_python(
    reckoner: Any,
) -> None:
    network = county(60, seed=7)
    view = view_of(network)
    far = next(name for name in view.organisations if not Reach(view).chains.of(name))
    first, second = sorted(view.ties)[3]
    supposed = [{"begin": [view.anchors[0], far], "strength": 0.4}, {"end": [second, first]}, {"close": "H2"}]
    found = reckoner.evaluate(PEOPLE_FOR_EACH, [page_data(scene(network)), AS_OF.isoformat(), [supposed]])

    without = view_of(changed(network, NetworkChange(close=("H2",), end=((first, second),)), AS_OF))
    after = Reach(with_tie(without, view.anchors[0], far, 0.4))
    assert found[0][0] == pytest.approx(after.people, abs=EXACT)
    assert after.people != pytest.approx(Reach(view).people)


WORDS_OF_EACH = """([network, day]) => {
    const found = findings(network, day, []);
    return {
        organisations: Object.fromEntries(network.organisations.map((one) => [one.id, whyOrganisation(found, one.id)])),
        ties: Object.fromEntries([...found.view.ties.keys()].map((key) => [key, whyTie(found, key)])),
        groups: Object.fromEntries(network.groups.map((one) => [one.id, whyGroup(found, one.id)])),
    };
}"""


@pytest.mark.parametrize("network", NETWORKS)
def test_the_page_says_why_word_for_word_as_python_does(network: PartnershipNetwork, reckoner: Any) -> None:
    wanted = scene(network)
    said = reckoner.evaluate(WORDS_OF_EACH, [page_data(wanted), AS_OF.isoformat()])

    for name, node in wanted.nodes.items():
        assert said["organisations"][name] == list(node.why)
    assert said["ties"] == {" ".join(ends): list(tie.why) for ends, tie in wanted.ties.items()}
    assert said["groups"] == {name: list(group.why) for name, group in wanted.groups.items()}


# The tables


def test_the_tables_say_what_the_scene_holds(chromium: Any, tmp_path: Path) -> None:
    wanted = scene(county(30))
    page = Opened(chromium, write(wanted), tmp_path)
    organisations = {row[0]: row for row in page.rows("organisation")}
    groups = {row[0]: row for row in page.rows("group")}
    ties = page.rows("tie")

    assert organisations.keys() == {node.name for node in wanted.nodes.values()}
    for node in wanted.nodes.values():
        row = organisations[node.name]
        product = wanted.product(node.id)
        assert row[1:3] == [WORDS[node.sector or ""], node.locality or ""]
        assert ("anchor" in row[3], "not a partner yet" in row[3]) == (node.anchor, node.potential)
        assert ("funding at risk" in row[3]) is (node.at_risk is True)
        assert row[4] == ("" if node.value is None else in_whole(node.value))
        assert row[5] == ("" if node.potential else in_percent(wanted.betweenness[node.id]))
        assert row[6] == ("" if product is None else f"{product:.4f}")
        assert set(filter(None, row[8].split("; "))) == {wanted.groups[one.group].name for one in node.serves}
    assert len(ties) == len(wanted.ties)
    assert [row[5] for row in ties] == [
        in_whole(tie.value) for tie in sorted(wanted.ties.values(), key=lambda t: -t.value)
    ]
    for group in wanted.groups.values():
        need = "not counted" if group.need is None else in_whole(group.need)
        assert groups[group.name][3:5] == [need, in_percent(group.reached)]


def test_a_table_is_sorted_by_the_column_whose_heading_is_pressed_and_says_so(opened: Opened) -> None:
    assert opened.names()[:2] == ["Carers Circle", "The Hub"]  # the most bridging first
    opened.view.click("#table-organisation thead button >> text=Organisation")
    assert opened.names() == ["Boat Club", "Carers Circle", "The Hub", "The School", "Wold Trust"]
    assert opened.view.get_attribute("#table-organisation th[aria-sort]", "aria-sort") == "ascending"
    opened.view.click("#table-organisation thead button >> text=Organisation")
    assert opened.names()[0] == "Wold Trust"
    assert opened.view.get_attribute("#table-organisation th[aria-sort]", "aria-sort") == "descending"


# Searching and filtering


def test_searching_leaves_what_was_sought_in_the_table_and_fades_the_rest_of_the_map(opened: Opened) -> None:
    opened.view.fill("#search", "CIRCLE")

    assert opened.said() == "1 organisation shown."
    assert opened.names() == ["Carers Circle"]
    assert opened.has_class("faded") == {"trust", "hub", "school", "maybe", "carers"}
    opened.view.fill("#search", "nowhere")
    assert opened.said() == "0 organisations shown."
    opened.view.click("#clear")
    assert len(opened.names()) == 5
    assert opened.has_class("faded") == set()


def test_enter_in_the_search_goes_to_the_first_that_was_found(opened: Opened) -> None:
    opened.view.fill("#search", "hub")
    opened.view.press("#search", "Enter")

    assert opened.view.inner_text("#why-heading") == "The Hub"
    assert opened.focused() == "why-heading"


def test_a_sector_that_is_unticked_leaves_map_and_tables(opened: Opened) -> None:
    opened.view.uncheck("#sectors >> text=Community group")

    assert opened.said() == "3 organisations shown."
    assert opened.names() == ["The Hub", "The School", "Wold Trust"]
    assert opened.names("tie") == ["The Hub – Wold Trust", "The School – Wold Trust"]
    assert opened.drawn() == {"trust", "hub", "school", "carers"}


def test_a_group_leaves_those_who_serve_it_and_their_chains(opened: Opened) -> None:
    opened.view.select_option("#group", label="Young carers")

    assert set(opened.names()) == {"Carers Circle", "The Hub", "Wold Trust"}
    assert opened.drawn() == {"trust", "hub", "circle", "carers"}


def test_what_is_around_the_chosen_one_is_left_at_one_step_and_at_two(opened: Opened) -> None:
    opened.choose("organisation", "Carers Circle")
    opened.view.select_option("#steps", "1")
    assert opened.drawn() == {"circle", "hub", "carers"}
    opened.view.select_option("#steps", "2")
    assert opened.drawn() == {"circle", "hub", "trust", "carers"}
    opened.view.select_option("#steps", "0")
    assert len(opened.drawn()) == 6


def test_on_another_day_only_what_runs_on_it_counts(opened: Opened) -> None:
    opened.view.fill("#day", "2019-03-31")

    assert "on 31 March 2019. 0 of 200 people" in opened.said()
    assert opened.names("tie") == ["Carers Circle – The Hub", "The School – Wold Trust"]
    opened.view.fill("#day", "2019-04-01")
    assert "50 of 200 people" in opened.said()
    opened.view.fill("#day", "")
    assert "whatever the day" in opened.said()


def test_the_slider_moves_from_one_day_of_change_to_the_next_and_says_the_day(opened: Opened) -> None:
    opened.view.focus("#moment")
    opened.view.press("#moment", "Home")
    assert "on 1 April 2019" in opened.said()
    assert opened.view.get_attribute("#moment", "aria-valuetext") == "1 April 2019"
    opened.view.press("#moment", "ArrowRight")
    assert "on 31 March 2026" in opened.said()
    assert opened.view.input_value("#day") == "2026-03-31"


def test_groups_and_possible_partners_can_be_taken_off_the_map(opened: Opened) -> None:
    assert opened.has_class("potential") == {"maybe"}
    opened.view.uncheck("#show-possible")
    opened.view.uncheck("#show-groups")

    assert opened.drawn() == {"trust", "hub", "circle", "school"}
    assert "Boat Club" not in opened.names()


# Why, and what if


def test_choosing_in_a_table_says_why_and_marks_the_one_on_the_map(opened: Opened) -> None:
    opened.choose("organisation", "Carers Circle")
    why = opened.view.inner_text("#why")

    assert opened.focused() == "why-heading"
    assert "bridging value 50 people · betweenness 0% · product 0.0000" in why
    assert "Young carers: reached only through it (50 people)." in why
    assert "Carers Circle → The Hub → Wold Trust (50%)" in why
    assert opened.has_class("chosen") == {"circle"}
    opened.choose("tie", "The Hub – Wold Trust")
    assert "All funding for it is at risk." in opened.view.inner_text("#why")
    assert "grant, since 1 April 2019" in opened.view.inner_text("#why")
    opened.choose("group", "Young carers")
    assert "All of its reach hangs on each of these: The Hub; Carers Circle." in opened.view.inner_text("#why")


def test_a_click_on_the_map_says_why(opened: Opened) -> None:
    place = opened.view.evaluate(
        """() => { const cy = document.getElementById('map')._cyreg.cy;
        const at = cy.getElementById('hub').renderedPosition(), box = cy.container().getBoundingClientRect();
        return [box.x + at.x, box.y + at.y]; }"""
    )
    opened.view.mouse.click(*place)

    assert opened.said() == (
        "The Hub: Its strongest chain to an anchor: The Hub → Wold Trust (100%). "
        "Without it, 50 people would no longer be reached."
    )
    assert opened.view.inner_text("#why-heading") == "The Hub"


def test_supposing_that_an_organisation_closes_moves_every_figure_and_undoing_brings_them_back(opened: Opened) -> None:
    before = opened.rows("organisation"), opened.rows("group"), opened.view.inner_text("#summary")
    opened.choose("organisation", "The Hub")
    opened.view.click("text=Suppose it closes")

    assert opened.said() == ("Supposed: The Hub closes. 50 fewer people reached. 1 group would be reached less.")
    assert "0 of 200 people" in opened.view.inner_text("#summary")
    assert opened.rows("group") == [["Young carers", "caring", "", "200", "0%", "25%", "0", "Carers Circle", ""]]
    hub = next(row for row in opened.rows("organisation") if row[0] == "The Hub")
    assert hub[3:6] == ["supposed to close", "", "50"]
    assert opened.has_class("closed") == {"hub"}
    assert "It is supposed to close. Before that:" in opened.view.inner_text("#why")
    assert opened.view.locator("text=Suppose a tie from here").count() == 0
    opened.view.click("#undo")
    assert (opened.rows("organisation"), opened.rows("group"), opened.view.inner_text("#summary")) == before
    assert opened.has_class("closed") == set()
    assert opened.said() == "No longer supposed: The Hub closes."


def test_supposing_that_a_tie_ends_and_taking_that_back_alone(opened: Opened) -> None:
    opened.choose("tie", "Carers Circle – The Hub")
    opened.view.click("text=Suppose it ends")
    opened.choose("organisation", "The School")
    opened.view.click("text=Suppose it closes")

    assert opened.view.locator("#suppositions li").count() == 2
    assert opened.names("tie") == ["The Hub – Wold Trust"]
    opened.view.locator("#suppositions button").first.click()
    assert opened.names("tie") == ["Carers Circle – The Hub", "The Hub – Wold Trust"]
    opened.view.click("#start-again")
    assert len(opened.names("tie")) == 3
    assert opened.view.is_disabled("#undo")


def test_a_tie_that_is_added_reaches_further_by_its_strength(opened: Opened) -> None:
    opened.view.fill("#tie-from", "Carers Circle")
    opened.view.fill("#tie-to", "Wold Trust")
    opened.view.fill("#tie-strength", "90")
    opened.view.click("text=Suppose this tie")

    # 0.9 of a half of 200 people's need, against 50 before.
    assert opened.said() == (
        "Supposed: A tie between Carers Circle and Wold Trust begins, of 90%. 40 more people reached. "
        "1 group would be reached further."
    )
    assert opened.rows("group")[0][4:7] == ["45%", "25%", "90"]
    assert next(row for row in opened.rows("tie") if row[0] == "Carers Circle – Wold Trust")[3:5] == ["90%", "supposed"]


def test_a_possible_partner_joins_by_a_tie(opened: Opened) -> None:
    opened.view.fill("#tie-from", "Boat Club")
    opened.view.fill("#tie-to", "trust")
    opened.view.click("text=Suppose this tie")

    club = next(row for row in opened.rows("organisation") if row[0] == "Boat Club")
    assert club[3:5] == ["supposed to join", "0"]
    assert "5 organisations with 4 ties" in opened.view.inner_text("#summary")


@pytest.mark.parametrize(
    ("first", "second", "strength", "words"),
    [
        ("", "", "", "Name two organisations."),
        ("The Hub", "The Hubb", "", "There is no organisation called “The Hubb”; choose one from the list."),
        ("The Hub", "hub", "", "A tie takes two different organisations."),
        ("The Hub", "Wold Trust", "", "These two have a tie already."),
        ("The Hub", "The School", "0.2", "Write the strength as a number from 1 to 100, or leave it out."),
    ],
)
def test_a_tie_that_cannot_be_is_refused_in_words(
    first: str, second: str, strength: str, words: str, opened: Opened
) -> None:
    for place, value in (("#tie-from", first), ("#tie-to", second), ("#tie-strength", strength)):
        opened.view.fill(place, value)
    opened.view.evaluate("document.getElementById('tie-form').noValidate = true")
    opened.view.click("text=Suppose this tie")

    assert opened.view.inner_text("#tie-wrong") == words
    assert opened.view.locator("#suppositions li").count() == 0


# By keyboard, and for everybody


def test_everything_can_be_done_by_keyboard_alone(opened: Opened) -> None:
    press = opened.view.keyboard.press
    for _ in range(40):
        press("Tab")
        if opened.focused() == "map":
            break
    press("Home")
    assert opened.said() == "Carers Circle, Community group, bridging value 50 people, 1 tie"
    press("PageDown")
    assert opened.said().startswith("The Hub, Voluntary organisation, bridging value 50 people")
    press("Enter")
    assert (opened.focused(), opened.view.inner_text("#why-heading")) == ("why-heading", "The Hub")
    while opened.focused() != "Suppose it closes":
        press("Tab")
    press("Enter")
    assert opened.said().startswith("Supposed: The Hub closes.")
    assert opened.focused() == "suppose-heading"
    press("Tab")
    assert opened.view.evaluate("document.activeElement.getAttribute('aria-label')") == "Take back: The Hub closes."
    press("Enter")
    assert "50 of 200" in opened.view.inner_text("#summary")


def test_arrow_keys_go_to_the_organisation_on_that_side(opened: Opened) -> None:
    at = opened.view.evaluate(
        "Object.fromEntries(document.getElementById('map')._cyreg.cy.nodes().map(n => [n.id(), n.position()]))"
    )
    ids = {"Wold Trust": "trust", "The Hub": "hub", "Carers Circle": "circle", "The School": "school",
           "Boat Club": "maybe", "Young carers": "carers"}  # fmt: skip
    opened.view.focus("#map")
    opened.view.keyboard.press("Home")
    here, moved = "circle", 0
    for key, axis, sign in (
        ("ArrowRight", "x", 1),
        ("ArrowLeft", "x", -1),
        ("ArrowDown", "y", 1),
        ("ArrowUp", "y", -1),
    ):
        opened.view.keyboard.press(key)
        said = opened.said()
        if said != "Nothing further that way.":
            there = ids[said.partition(",")[0]]
            assert sign * (at[there][axis] - at[here][axis]) > 0, (key, here, there)
            here, moved = there, moved + 1
    assert moved >= 2


def test_tab_goes_through_the_whole_page_and_is_caught_nowhere(opened: Opened) -> None:
    """Back at the body after the last control; each control is met once on the way."""
    met = []
    for _ in range(120):
        opened.view.keyboard.press("Tab")
        if opened.view.evaluate("document.activeElement === document.body"):
            break
        met.append(opened.view.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    else:
        pytest.fail("Tab does not leave the page")
    place = "id => [...document.querySelectorAll('*')].indexOf(document.getElementById(id))"
    names = ("search", "group", "day", "moment", "map", "nearer", "tie-from", "tab-organisation")
    controls = {opened.view.evaluate(place, name) for name in names}

    assert controls <= set(met)
    assert len(met) > 25


def test_escape_goes_back_to_where_one_came_from(opened: Opened) -> None:
    opened.view.focus("#map")
    opened.view.keyboard.press("Home")
    opened.view.keyboard.press("Enter")
    opened.view.keyboard.press("Escape")

    assert opened.focused() == "map"


def test_what_has_the_focus_can_be_seen(opened: Opened) -> None:
    opened.view.keyboard.press("Tab")
    while opened.focused() != "map":
        outline = opened.view.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", opened.focused()
        opened.view.keyboard.press("Tab")
    assert opened.view.evaluate("getComputedStyle(document.getElementById('map')).outlineWidth") == "3px"


@pytest.mark.parametrize("width", [1280, 640], ids=["100 %", "200 %"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_at_either_size_in_light_or_dark(
    width: int, scheme: str, chromium: Any, tmp_path: Path
) -> None:
    page = Opened(
        chromium, write(scene(county(30))), tmp_path, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    assert faults_that_axe_finds(page.view) == []
    page.choose("organisation", "Voluntary Action")
    page.view.click("text=Suppose it closes")
    page.view.click("#tab-tie")

    assert faults_that_axe_finds(page.view) == []
    assert page.view.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_all_three_tables_are_shown_and_controls_are_not(opened: Opened) -> None:
    opened.view.emulate_media(media="print")
    opened.view.evaluate("dispatchEvent(new Event('beforeprint'))")

    for kind, rows in (("organisation", 5), ("tie", 3), ("group", 1)):
        assert opened.view.locator(f"#table-{kind} tbody tr").count() == rows
        assert opened.view.is_visible(f"#table-{kind}")
    for control in ("#controls", "#tie-form", ".zoom", "#tab-tie"):
        assert not opened.view.is_visible(control)
    assert opened.view.is_visible("#map")


HOSTILE = '</script><img src=x onerror="window.harm=1"><b>&amp;'


def test_hostile_names_are_text_wherever_they_stand(chromium: Any, tmp_path: Path) -> None:
    document = small().model_dump(by_alias=True)
    for one in (*document["organisations"], *document["groups"]):
        one["name"] = HOSTILE + one["id"]
    document.update(title=HOSTILE, anchors=["trust"])
    document["organisations"][1].update(sector=HOSTILE, kind=HOSTILE, locality=HOSTILE, source=HOSTILE)
    document["partnerships"][0]["kind"] = HOSTILE
    document["groups"][0].update(disadvantage=HOSTILE, source=HOSTILE)
    page = Opened(chromium, write(scene(PartnershipNetwork.model_validate(document))), tmp_path)

    assert f"{HOSTILE}hub" in page.names()
    page.choose("organisation", "hub")
    page.view.click("text=Suppose it closes")
    assert f"Supposed: {HOSTILE}hub closes." in page.said()
    assert page.view.evaluate("window.harm") is None
    assert page.view.locator("img, b").count() == 0
    assert page.view.title() == f"Map: {HOSTILE}"
    assert page.view.inner_text("h1") == HOSTILE
    assert html.escape(HOSTILE) in page.view.inner_html("#why-heading").replace("&quot;", '"').replace('"', "&quot;")
    assert (len(page.requests), page.faults) == (1, [])
    page.view.close()


def test_no_script_but_the_page_s_own_runs_in_it_and_nothing_is_fetched(chromium: Any, tmp_path: Path) -> None:
    page = Opened(chromium, write(scene(small())), tmp_path)
    page.view.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.harm = 1";
            const picture = document.createElement("img");
            picture.src = "https://example.invalid/x.png";
            document.body.append(script, picture);
            document.body.insertAdjacentHTML("beforeend", "<p onclick='window.harm = 2' id='p'>x</p>");
            document.getElementById("p").click();
        }"""
    )
    answer = page.view.evaluate("fetch('https://example.invalid/').then(() => 'fetched', () => 'refused')")

    assert answer == "refused"
    assert page.view.evaluate("window.harm") is None
    assert len(page.faults) >= 4
    assert all("Content Security Policy" in fault for fault in page.faults if "fetch" not in fault)
    page.view.close()


def test_two_thousand_organisations_open_are_searched_and_reckoned_with(chromium: Any, tmp_path: Path) -> None:
    network = county(2000)
    wanted = scene(network)
    page = Opened(chromium, write(wanted), tmp_path)
    name = wanted.nodes[wanted.most_bridging[0]].name

    assert len(page.drawn()) == len(wanted.nodes)
    page.view.fill("#search", name)
    page.view.press("#search", "Enter")
    page.view.click("text=Suppose it closes")
    after = reach_after(network, NetworkChange(close=(wanted.most_bridging[0],)))
    assert f"{in_whole(after.people)} of {in_whole(after.need)} people with a need are reached" in page.view.inner_text(
        "#summary"
    )
    assert (len(page.requests), page.faults) == (1, [])
    page.view.close()


def test_the_data_in_the_page_is_what_was_written_into_it() -> None:
    found = scene(small(title="R&D </script>"))
    page = write(found)
    begin = page.index('type="application/json">') + len('type="application/json">')

    assert json.loads(page[begin : page.index("</script>", begin)]) == json.loads(json.dumps(page_data(found)))
