"""Where records come from, as facts: by source, by page, by attached file, by who asserted them.

The alarms of ``inclead xray`` ask how many criteria hang on one page, whether everything comes from one source, and
whether an outside voice and the organisation's own come from one hand. Texts are not compared by rules, so the groups
are given: each is a thing of its own kind, with the records that belong to it.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from inclead_graph.inference.grading_facts import evidence_under
from inclead_graph.model.assessment import Evidence
from inclead_graph.model.framework import Framework

__all__ = ["ORIGIN_LABELS", "origin_relations", "origin_things"]

Related = dict[tuple[str, str], dict[str, tuple[str, ...]]]
Key = Callable[[Evidence], str | None]

MAX_NAME = 100


def _plain(text: str) -> str:
    """Return text without what does not tell two sources apart: case and spacing."""
    return " ".join(text.split()).casefold()


def _named(text: str) -> str:
    """Return a name short enough for a proof; one that is cut ends in a digest, so that names stay apart.

    >>> _named("board papers, p. 2")
    'board papers, p. 2'
    """
    if len(text) <= MAX_NAME:
        return text
    return f"{text[:MAX_NAME]}… {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _source(piece: Evidence) -> str | None:
    return _named(_plain(piece.source)) if piece.source else None


def _place(piece: Evidence) -> str | None:
    return _named(_plain(f"{piece.source}, {piece.locator}")) if piece.source and piece.locator else None


def _file(piece: Evidence) -> str | None:
    return f"file {piece.attachment.sha256[:16]}" if piece.attachment else None


def _voice(piece: Evidence) -> str | None:
    return piece.voice


def _asserter(piece: Evidence) -> str | None:
    return _named(_plain(piece.asserted_by)) if piece.asserted_by else None


_ORIGINS: Mapping[str, Key] = {"place": _place, "file": _file, "asserter": _asserter}
_OTHERS: Mapping[str, Key] = {"other_sources": _source, "other_voices": _voice}


def _of_criterion(thing: str) -> str:
    name, _, criterion = thing.rpartition("/")
    return f"{name} on {criterion}"


ORIGIN_LABELS: Mapping[str, Callable[[str], str]] = {
    "place": lambda thing: f"The page '{thing}'",
    "file": lambda thing: f"The {thing}",
    "asserter": lambda thing: f"'{thing}'",
    "hand": _of_criterion,
}
"""What people call a thing of each of these kinds, by its id."""


def _grouped(pieces: Iterable[Evidence], key: Key) -> dict[str, list[Evidence]]:
    groups: defaultdict[str, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        name = key(piece)
        if name is not None:
            groups[name].append(piece)
    return dict(sorted(groups.items()))


def origin_things(related: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Return the things of each kind that :func:`origin_relations` made, in order."""
    return {kind: tuple(related[kind, "evidence"]) for kind in ("hand", *_ORIGINS)}


def origin_relations(
    framework: Framework,
    evidence: Sequence[Evidence],
    bearing: Mapping[str, Sequence[Evidence]],
    organisation: str,
) -> Related:
    """Return how records hang together by where they come from.

    A ``hand`` is what one page, file or person says of one criterion in more than one voice, and is named ``place
    page/criterion``. ``other_sources`` and ``other_voices`` are the records of a factor or of the organisation that are
    not from the one source, or in the one voice, that most of those name which could count.

    Args:
        framework: the factors, with their criteria.
        evidence: in the order of their ids.
        bearing: the evidence on each criterion.
        organisation: the id of the one organisation.
    """
    under = {factor: evidence_under(framework, factor, bearing) for factor in framework.factors}
    related: Related = {
        ("organisation", "evidence"): {organisation: _ids(evidence)},
        ("factor", "evidence"): {factor: _ids(pieces) for factor, pieces in under.items()},
        ("hand", "evidence"): {},
    }
    for relation, key in _OTHERS.items():
        related["organisation", relation] = {organisation: _elsewhere(evidence, key)}
        related["factor", relation] = {factor: _elsewhere(pieces, key) for factor, pieces in under.items()}
    for kind, key in _ORIGINS.items():
        groups = _grouped(evidence, key)
        hands = {name: _hands(f"{kind} {name}", group) for name, group in groups.items()}
        related[kind, "evidence"] = {name: _ids(group) for name, group in groups.items()}
        if kind != "asserter":  # people may assert what they like
            related[kind, "criteria"] = {name: _criteria(framework, group) for name, group in groups.items()}
        related[kind, "hands"] = {name: tuple(of) for name, of in hands.items()}
        for of in hands.values():
            related["hand", "evidence"] |= of
    return related


def _elsewhere(pieces: Sequence[Evidence], key: Key) -> tuple[str, ...]:
    """Return the records that are not of the group to which most of those belong that could count."""
    could = Counter(sorted(name for piece in pieces if _could_count(piece) and (name := key(piece)) is not None))
    most = could.most_common(1)[0][0] if could else None
    return tuple(piece.id for piece in pieces if key(piece) not in (most, None))


def _could_count(piece: Evidence) -> bool:
    """Say whether a record could count on some day, withdrawn or not: suppositions change days and nothing else."""
    return bool(piece.date and piece.source and piece.locator)


def _ids(pieces: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(piece.id for piece in pieces)


def _criteria(framework: Framework, pieces: Iterable[Evidence]) -> tuple[str, ...]:
    named = {criterion for piece in pieces for criterion in piece.criteria}
    return tuple(criterion for criterion in framework.criteria if criterion in named)


def _hands(name: str, pieces: Iterable[Evidence]) -> dict[str, tuple[str, ...]]:
    """Return what one origin says of each criterion, where it says it in more than one voice."""
    by_criterion: defaultdict[str, list[Evidence]] = defaultdict(list)
    for piece in pieces:
        for criterion in dict.fromkeys(piece.criteria):
            by_criterion[criterion].append(piece)
    return {f"{name}/{c}": _ids(of) for c, of in sorted(by_criterion.items()) if len({p.voice for p in of}) > 1}
