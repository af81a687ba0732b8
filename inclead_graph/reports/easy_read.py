"""What was found, in easy read: short sentences, one idea in each, with a symbol beside it, and hard words explained.

The words are data (``templates/easy_read.toml``). They say no more than the findings do: what nobody knows is "we do
not know yet", and no number stands here but a small count.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from inclead_graph.inference.findings import long_date
from inclead_graph.model.assessment import Target
from inclead_graph.reports.blocks import Block, Cell, Page, Paper, Saying, Section, Table, plain
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.profile import FactorLine, StageLine
from inclead_graph.reports.symbols import sign, symbol

__all__ = ["easy_paper", "easy_words"]

_SMALL = 20
"""The largest number of records that is said as a number."""
_PAGE = Page(text=16, table=16, cover=False, facts_last=True, margin=25)
_UNKNOWN = sign("?", "#ffffff", "#212b32"), sign("–", "#ffffff", "#212b32")


@cache
def easy_words() -> Mapping[str, Any]:
    """Return the words of the paper, as they are in its file."""
    return tomllib.loads(files("inclead_graph.reports").joinpath("templates", "easy_read.toml").read_text("utf-8"))


def easy_paper(found: Gathered) -> Paper:
    """Arrange what was found as an easy-read paper."""
    words, assessment = easy_words(), found.result.assessment
    return Paper(
        title=words["title"],
        subtitle=plain(f"{assessment.organisation.name}, {long_date(assessment.as_of)}"),
        name=plain(f"Easy read: {assessment.organisation.name}, {long_date(assessment.as_of)}"),
        day=assessment.as_of,
        facts=(),
        sections=(
            *_opening(found, words),
            *(section for stage in found.profile.stages for section in _stage(found, words, stage)),
            _next(found, words),
            _say(words),
            _glossary(words),
        ),
        page=_PAGE,
    )


def _opening(found: Gathered, words: Mapping[str, Any]) -> Iterator[Section]:
    organisation, day = plain(found.result.assessment.organisation.name), long_date(found.result.assessment.as_of)
    held = {"organisation": organisation, "day": day, "records": _records(found, words)}
    about = [_said(line["symbol"], line["text"].format(**held)) for line in words["about"]]
    if found.result.assessment.organisation.fictional:
        about.insert(1, _said("question", words["fictional"].format(organisation=organisation)))
    yield Section("About this paper", 1, tuple(about))
    yield Section("What we did", 1, tuple(_said(one["symbol"], one["text"].format(**held)) for one in words["how"]))
    signs = [Saying(f"{_called(words, word)['name']}. {_called(words, word)['text']}", _sign(found, word))
             for word in reversed(list(found.grades))]  # fmt: skip
    unknown, absent = words["unknown"], words["absent"]
    signs.append(Saying(f"{unknown['name']}. {unknown['text']}", _UNKNOWN[0]))
    signs.append(Saying(f"{absent['name']}. {absent['text']}", _UNKNOWN[1]))
    yield Section("The signs", 1, (Saying(words["signs"], symbol("search"), strong=True), *signs), fresh=True)


def _records(found: Gathered, words: Mapping[str, Any]) -> str:
    number = len(found.result.findings.evidence)
    if number > _SMALL:
        return str(words["many"])
    few: Mapping[str, str] = words["few"]
    return few["none"] if number == 0 else few["one"] if number == 1 else few["other"].format(number=number)


def _said(name: str, text: str) -> Saying:
    return Saying(text, symbol(name))


def _sign(found: Gathered, word: str) -> str:
    concept = found.grades[word]
    return sign(concept.glyph, concept.fill, concept.ink)


def _called(words: Mapping[str, Any], word: str) -> Mapping[str, str]:
    """Return the easy words of a grade; a grade that has none is called by its own."""
    otherwise = {"name": word.capitalize(), "text": "", "whole": f"{word.capitalize()}."}
    called: Mapping[str, str] = words["grades"].get(word, otherwise)
    return called


def _stage(found: Gathered, words: Mapping[str, Any], line: StageLine) -> Iterator[Section]:
    called = words["stages"].get(line.stage.id, {"name": line.stage.label, "symbol": "people", "about": ()})
    about = tuple(_said(called["symbol"], text) for text in called["about"])
    yield Section(plain(f"{line.stage.order}. {called['name']}"), 1, (*about, *_whole(found, words, line)), fresh=True)
    for name, mark, factors in _grouped(found, words, line):
        yield Section(name, 2, tuple(Saying(f"{_factor(words, one)}.", mark) for one in factors))


def _whole(found: Gathered, words: Mapping[str, Any], line: StageLine) -> Iterator[Block]:
    floor = line.grades.floor
    if floor is None:
        yield Saying(words["absent"]["whole"], _UNKNOWN[1], strong=True)
    elif line.unheard:
        yield Saying(words["unknown"]["whole"], _UNKNOWN[0], strong=True)
    else:
        yield Saying(_called(words, floor)["whole"], _sign(found, floor), strong=True)
        if line.grades.open:
            yield _said("question", words["found"]["open"])


def _grouped(
    found: Gathered, words: Mapping[str, Any], line: StageLine
) -> Iterator[tuple[str, str, Sequence[FactorLine]]]:
    """Yield the factors of a stage by how they stand, the best first and what is not known last."""
    heard = [factor for factor in line.factors if factor.grades.floor and not factor.unheard]
    groups: list[tuple[str, str, Sequence[FactorLine]]] = [
        (_called(words, word)["name"], _sign(found, word), [one for one in heard if one.grades.floor == word])
        for word in reversed(list(found.grades))
    ]
    groups.append((words["unknown"]["name"], _UNKNOWN[0], [one for one in line.factors if one.unheard]))
    groups.append((words["absent"]["name"], _UNKNOWN[1], [one for one in line.factors if not one.grades.floor]))
    yield from (group for group in groups if group[2])


def _factor(words: Mapping[str, Any], line: FactorLine) -> str:
    return plain(words["factors"].get(line.factor.id, line.factor.label))


def _next(found: Gathered, words: Mapping[str, Any]) -> Section:
    held = words["next"]
    lines = {factor.factor.id: factor for stage in found.profile.stages for factor in stage.factors}
    targets = [one for one in found.result.assessment.targets if one.factor in lines]
    blocks = [_said("steps", held["aims"] if targets else held["none"])]
    for one in sorted(targets, key=lambda target: (target.by is None, target.by or found.result.assessment.as_of)):
        month = f"{one.by:%B %Y}" if one.by else ""
        said = held[_way(found, one, lines[one.factor])]
        blocks.append(_said("tick", said.format(month=month, factor=f"{_factor(words, lines[one.factor])}.")))
    if any(line.unheard for line in lines.values()):
        blocks.append(_said("question", held["unknown"]))
    if found.timeline.days:
        blocks += [_said("clock", held["old"]), _said("calendar", held["lapse"].format(
            month=f"{found.timeline.days[0].day:%B %Y}"))]  # fmt: skip
    blocks.append(_said("speech", held["ask"]))
    return Section(held["heading"], 1, tuple(blocks), fresh=True)


def _way(found: Gathered, one: Target, line: FactorLine) -> str:
    """Return which sentence an aim has: it is reached, its day has passed, or it lies ahead."""
    words = list(found.grades)
    if line.grades.floor and not line.unheard and words.index(line.grades.floor) >= words.index(one.grade):
        return "reached"
    if one.by is None:
        return "undated"
    return "passed" if one.by < found.result.assessment.as_of else "aim"


def _say(words: Mapping[str, Any]) -> Section:
    held = words["say"]
    lines = [_said(one["symbol"], one["text"]) for one in held["lines"]]
    rows = [(field, Cell("", room=1)) for field in held["fields"]]
    return Section(
        held["heading"], 1, (*lines, Table.of(held["table"], {"What": 2, "Our answer": 5}, rows)), fresh=True
    )


def _glossary(words: Mapping[str, Any]) -> Section:
    held = words["glossary"]
    rows = [(one["word"], one["text"]) for one in held["words"]]
    return Section(held["heading"], 1, (Table.of(held["table"], {"Word": 2, "What it means": 5}, rows),), fresh=True)
