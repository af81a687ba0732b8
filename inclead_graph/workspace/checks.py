"""One check that every reader of a workspace makes: whether a word is of the vocabulary that its field takes."""

from __future__ import annotations

from collections.abc import Iterator

from inclead_graph.errors import Problem, nearest
from inclead_graph.located import Located, Path_

__all__ = ["word_problems"]


def word_problems(source: Located, path: Path_, what: str, value: str, words: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem where ``value`` is none of ``words``, with the nearest of them; ``what`` is what it should be."""
    if value not in words:
        article = "an" if what[0] in "aeiou" else "a"
        yield source.problem(path, f"'{value}' is not {article} {what}", nearest(value, words))
