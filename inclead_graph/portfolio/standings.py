"""The grades of many assessments as arrays: what benchmarks are counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from inclead_graph.columns.coding import Array
from inclead_graph.model.framework import Framework
from inclead_graph.portfolio.profiles import above, spoken_words

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Standings", "standings_of"]


@dataclass(frozen=True, eq=False)
class Coded:
    """Results with each text as a number.

    Attributes:
        codes: by the name of a column; -1 where there is nothing.
        words: the text of each number.
        days: counted from 1 January 1970.
    """

    codes: Mapping[str, Array]
    words: Mapping[str, Sequence[str]]
    days: Array
    _rows: dict[tuple[str, str], Array] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, results: pa.Table) -> Coded:
        """Read results; nothing is copied that need not be."""
        import pyarrow as pa

        codes, words = {}, {}
        for name in results.column_names:
            if name == "as_of":
                continue
            column = results[name].unify_dictionaries().combine_chunks()
            column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            codes[name] = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            words[name] = column.dictionary.to_pylist()
        return cls(codes, words, results["as_of"].cast("int32").to_numpy())

    def rows(self, about: str, name: str, **wanted: Sequence[str]) -> Array:
        """Return the numbers of the rows about a property of a kind of thing, with some texts in other columns."""
        import numpy as np

        if (about, name) not in self._rows:
            mine = self.lookup("about", (about,))[self.codes["about"]] >= 0
            mine &= self.lookup("property", (name,))[self.codes["property"]] >= 0
            self._rows[about, name] = np.flatnonzero(mine)
        found = self._rows[about, name]
        for column, texts in wanted.items():
            found = found[self.lookup(column, texts)[self.codes[column][found]] >= 0]
        return found

    def lookup(self, name: str, texts: Sequence[str]) -> Array:
        """Return for each number of a column where its text is among ``texts``; -1 for another, and for none."""
        import numpy as np

        places = {text: place for place, text in enumerate(texts)}
        return np.array([*(places.get(word, -1) for word in self.words[name]), -1], "i4")


@dataclass(frozen=True, eq=False)
class Standings:
    """The grades of all assessments of a portfolio, in the order of organisations and days.

    Attributes:
        organisations, regions, kinds, days: of each assessment.
        things: stages and factors.
        grades: words, the lowest first.
        floors, ceilings: things by assessments, as places among the grades; -1 where a thing does not apply.
        heard: whether something accepted speaks of the thing.
        coded: all results.
        keys: the number by which results name each assessment.
    """

    organisations: tuple[str, ...]
    regions: tuple[str | None, ...]
    kinds: tuple[str, ...]
    days: tuple[dt.date, ...]
    things: tuple[str, ...]
    grades: tuple[str, ...]
    floors: Array
    ceilings: Array
    heard: Array
    coded: Coded
    keys: Array

    @cached_property
    def graded(self) -> Array:
        """Whether a thing applies and something accepted speaks of it; else its floor shows only that nobody knows."""
        graded: Array = self.heard & (self.floors >= 0)
        return graded

    @cached_property
    def latest(self) -> Array:
        """The number of each organisation's last assessment."""
        import numpy as np

        names = self.organisations
        last = [at for at, name in enumerate(names) if at + 1 == len(names) or names[at + 1] != name]
        return np.array(last, "i4")

    def of(self, about: str, name: str, things: Sequence[str], words: Sequence[str]) -> Array:
        """Return which of some words a property has, things by assessments; -1 where it has none of them."""
        return _matrix(self.coded, self.keys, about, name, things, words)


def standings_of(results: pa.Table, framework: Framework) -> Standings:
    """Read the grades of all assessments.

    Args:
        results: of :func:`inclead_graph.portfolio.kept_results`.
        framework: whose stages, factors and grades they are.
    """
    import numpy as np

    coded = Coded.read(results)
    things = tuple(one for stage in framework.stages.values() for one in (stage.id, *stage.factors))
    grades = framework.words("grade")
    rows = np.concatenate([coded.rows(about, "floor") for about in ("stage", "factor")])
    keys, first = np.unique(_keys(coded, rows), return_index=True)
    names, regions, kinds = (_texts(coded, name, rows[first]) for name in ("organisation", "region", "kind"))
    days = [dt.date(1970, 1, 1) + dt.timedelta(int(day)) for day in coded.days[rows[first]]]
    order = sorted(range(len(keys)), key=lambda at: (str(names[at]), days[at]))
    places = np.empty(len(keys), "i4")
    places[order] = np.arange(len(keys))
    bounds = []
    for name in ("floor", "ceiling"):
        of = [_matrix(coded, keys, about, name, things, grades) for about in ("stage", "factor")]
        bounds.append(np.maximum(*of)[:, order])
    return Standings(
        tuple(str(names[at]) for at in order),
        tuple(regions[at] for at in order),
        tuple(str(kinds[at]) for at in order),
        tuple(days[at] for at in order),
        things,
        grades,
        bounds[0],
        bounds[1],
        _heard(coded, keys, things, framework)[:, order],
        coded,
        keys[order],
    )


def _keys(coded: Coded, rows: Array) -> Array:
    """Return a number for organisation and day of each row."""
    keys: Array = (coded.codes["organisation"][rows].astype("i8") << 32) + coded.days[rows] + (1 << 31)
    return keys


def _texts(coded: Coded, name: str, rows: Array) -> list[str | None]:
    words = [*coded.words[name], None]
    return [words[code] for code in coded.codes[name][rows]]


def _at(coded: Coded, keys: Array, rows: Array) -> Array:
    """Return which assessment each row is of; ``keys`` in any order."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    places: Array = order[np.searchsorted(keys, _keys(coded, rows), sorter=order)]
    return places


def _matrix(coded: Coded, keys: Array, about: str, name: str, things: Sequence[str], words: Sequence[str]) -> Array:
    import numpy as np

    found = np.full((len(things), len(keys)), -1, "i1")
    rows = coded.rows(about, name, value=words, thing=things)
    thing = coded.lookup("thing", things)[coded.codes["thing"][rows]]
    found[thing, _at(coded, keys, rows)] = coded.lookup("value", words)[coded.codes["value"][rows]]
    return found


def _heard(coded: Coded, keys: Array, things: Sequence[str], framework: Framework) -> Array:
    """Return of which things something accepted speaks, by what speaks of their criteria."""
    import numpy as np

    heard = np.zeros((len(things), len(keys)), bool)
    over = above(framework)
    criteria = list(over)
    verdicts = coded.rows("criterion", "verdict", value=spoken_words(framework))
    rows = np.concatenate([verdicts, coded.rows("criterion", "under_way")])
    criterion = coded.lookup("thing", criteria)[coded.codes["thing"][rows]]
    at = _at(coded, keys, rows)
    for level in (0, 1):
        place = np.array([things.index(over[one][level]) for one in criteria], "i4")
        heard[place[criterion], at] = True
    return heard
