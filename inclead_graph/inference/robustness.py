"""What holds a finding up: the records whose withdrawal lowers it, alone or together.

A record whose withdrawal alone lowers a finding is a *counterfactual cause* of it, and the smallest number of records
whose withdrawal together lowers it is its *resilience*: A. Meliou, W. Gatterbauer, K. F. Moore and D. Suciu, "The
Complexity of Causality and Responsibility for Query Answers and non-Answers", PVLDB 4(1), 2010; C. Freire,
W. Gatterbauer, N. Immerman and A. Meliou, "The Complexity of Resilience and Responsibility for Self-Join-Free
Conjunctive Queries", PVLDB 9(3), 2015. A finding of resilience 3 stands after any two withdrawals: it has three
independent supports. The number is found by minimum hitting sets, as R. Reiter, "A Theory of Diagnosis from First
Principles", Artificial Intelligence 32, 1987: each set of records that keeps the finding up must be hit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from inclead_graph.inference.engine import Key
from inclead_graph.inference.findings import Findings
from inclead_graph.inference.moves import DOWN, UP, Concluded, direction
from inclead_graph.inference.rules import Value
from inclead_graph.inference.worlds import Supposition, Worlds

__all__ = ["LIMIT", "Fall", "Resilience", "fragility", "resilience", "withdrawal"]

LIMIT = 6
"""How many records at most are withdrawn together."""

_PATIENCE = 60
"""Rounds of a search, after which it says what it knows by then."""

_SIDE_BY_SIDE = 40
"""Sets of records that one search tries at once."""

_MANY = 60
"""Records under a finding, above which only pairs are tried: the search would take too long."""

_VERY_MANY = 300
"""Records under a finding, above which not even all pairs are tried."""

Asked = Sequence[frozenset[str]]
_Search = Generator[Asked, list[bool], "Resilience"]


@dataclass(frozen=True, slots=True)
class Fall:
    """One record whose withdrawal alone moves a finding, what would stand then, and whether that is ``down``."""

    evidence: str
    after: tuple[Value, ...]
    direction: str


@dataclass(frozen=True, slots=True)
class Resilience:
    """How many records must be withdrawn together to lower a finding: at least so many, at most so many.

    Attributes:
        at_least: no smaller number lowers it; ``None`` when no withdrawal does.
        together: records whose withdrawal lowers it, the fewest that were found; empty when none were.
    """

    at_least: int | None
    together: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the number is known and not only its least."""
        return self.at_least == len(self.together) if self.together else self.at_least is None


def withdrawal(findings: Findings, pieces: Iterable[str]) -> Supposition:
    """Suppose that records are withdrawn on the as-of day."""
    return {("evidence", piece, "withdrawn"): findings.facts.as_of for piece in pieces}


def fragility(findings: Findings, worlds: Worlds | None = None) -> Mapping[Key, tuple[Fall, ...]]:
    """Return, for each finding, the records whose withdrawal alone lowers it, or moves it where it knows no lower.

    Findings about the records themselves are left out: that a withdrawn record does not count is no news.
    """
    pieces = _counting(findings)
    worlds = worlds or Worlds(findings.ruleset, findings.facts)
    found: defaultdict[Key, list[Fall]] = defaultdict(list)
    for piece, concluded in zip(pieces, worlds.infer([withdrawal(findings, (p,)) for p in pieces]), strict=True):
        for key in worlds.reached(("evidence", piece, "withdrawn")):
            before, after = _stands(findings, key), concluded.get((key[0], key[2]), {}).get(key[1], frozenset())
            if before == after or key[0] == "evidence":
                continue
            way = direction(findings.ruleset.types[key[0], key[2]], before, after)
            if way != UP:
                found[key].append(Fall(piece, tuple(sorted(after, key=str)), way))
    return {key: tuple(falls) for key, falls in found.items()}


def resilience(findings: Findings, keys: Iterable[Key], limit: int = LIMIT) -> Mapping[Key, Resilience]:
    """Return the resilience of findings. All searches go side by side, and ask the engine together.

    Only records of one claim are withdrawn together: whoever takes back both sides of a question has mended it.
    """
    keys, worlds = tuple(keys), Worlds(findings.ruleset, findings.facts)
    claims = findings.facts.columns["evidence", "claim"]
    reach = {piece: worlds.reached(("evidence", piece, "withdrawn")) for piece in _counting(findings)}
    found: dict[Key, Resilience] = {}
    for stratum in findings.ruleset.strata:
        searches: dict[tuple[Key, Value], _Search] = {}
        sets = {frozenset(one.together) for one in found.values()}
        tried = sorted((one for one in sets if 1 < len(one) <= limit), key=lambda one: (len(one), sorted(one)))
        for key in (key for key in keys if (key[0], key[2]) in stratum.concludes):
            of_claim: defaultdict[Value, list[str]] = defaultdict(list)
            for piece, reached in reach.items():
                if key in reached:
                    of_claim[claims[piece]].append(piece)
            for claim, pieces in of_claim.items():
                likely = [one for one in tried if one <= frozenset(pieces)]
                searches[key, claim] = _search(tuple(pieces), limit, likely)
            found[key] = Resilience(None)
        for (key, _), one in _driven(findings, worlds, searches).items():
            found[key] = min(found[key], one, key=_rank)
    return found


def _rank(one: Resilience) -> tuple[bool, int, int]:
    return one.at_least is None, one.at_least or 0, len(one.together) or LIMIT + 1


def _driven(
    findings: Findings, worlds: Worlds, searches: Mapping[tuple[Key, Value], _Search]
) -> Mapping[tuple[Key, Value], Resilience]:
    """Run searches side by side: what they ask in one round is inferred at once, each set of records once."""
    known: dict[frozenset[str], Concluded] = {}
    found: dict[tuple[Key, Value], Resilience] = {}
    asking = {name: next(search) for name, search in searches.items()}
    while asking:
        new = [s for s in dict.fromkeys(s for asked in asking.values() for s in asked) if s not in known]
        known |= dict(zip(new, worlds.infer([withdrawal(findings, pieces) for pieces in new]), strict=True))
        following = {}
        for name, asked in asking.items():
            answers = [_lowered(findings, name[0], known[pieces]) for pieces in asked]
            try:
                following[name] = searches[name].send(answers)
            except StopIteration as done:
                found[name] = done.value
        asking = following
    return found


def _search(pieces: tuple[str, ...], limit: int, likely: Sequence[frozenset[str]]) -> _Search:
    """Look for the smallest set of ``pieces`` that lowers a finding; ask which sets do, and be told.

    ``likely`` sets lower a finding that this one may rest on; they are tried first, the smallest of them first.
    """
    everything = frozenset(pieces)
    every, *answers = yield [everything, *(frozenset((piece,)) for piece in pieces), *likely]
    fragile = [piece for piece, lowers in zip(pieces, answers, strict=False) if lowers]
    if fragile:
        return Resilience(1, (fragile[0],))
    known = [one for one, lowers in zip(likely, answers[len(pieces) :], strict=True) if lowers]
    if not every:
        return Resilience(2, tuple(sorted(known[0]))) if known else Resilience(None)
    if len(pieces) > _MANY:
        return (yield from _pairs(pieces, known))
    return (yield from _by_hitting_sets(everything, known, limit))


def _by_hitting_sets(everything: frozenset[str], known: Sequence[frozenset[str]], limit: int) -> _Search:
    """Hit every set that is known to keep the finding up with ever more records, until one such hit lowers it."""
    fewest = known[0] if known else everything
    keeping = yield from _kept_apart(everything)
    size = 2
    for _ in range(_PATIENCE):
        if size >= len(fewest):
            return Resilience(len(fewest), tuple(sorted(fewest)))
        hits = list(islice(_hitting(keeping, size), _SIDE_BY_SIDE))
        if hits:
            answers = yield hits
            lowering = [hit for hit, lowers in zip(hits, answers, strict=True) if lowers]
            if lowering:
                return Resilience(size, tuple(sorted(lowering[0])))
            keeping += yield from _keeping(hits, everything)
        elif size == limit:
            return Resilience(limit + 1)
        else:
            size += 1
    return Resilience(size, tuple(sorted(fewest)) if known else ())


def _pairs(pieces: tuple[str, ...], known: Sequence[frozenset[str]]) -> _Search:
    """Try every two of very many records; beyond that, what lowers a finding is only what is known already."""
    pairs = [frozenset(pair) for pair in combinations(pieces, 2)] if len(pieces) <= _VERY_MANY else []
    answers = yield pairs
    lowering = [pair for pair, lowers in zip(pairs, answers, strict=True) if lowers]
    fewest = next(iter((*lowering, *known)), frozenset())
    return Resilience(2 if lowering or not pairs else 3, tuple(sorted(fewest)))


def _kept_apart(everything: frozenset[str]) -> Generator[Asked, list[bool], list[frozenset[str]]]:
    """Find sets that each keep the finding up when all else is withdrawn, and have no record in common."""
    gone: frozenset[str] = frozenset()
    found: list[frozenset[str]] = []
    lowers = False
    while not lowers:
        found += yield from _keeping([gone], everything)
        gone |= found[-1]
        (lowers,) = yield [gone]
    return found


def _keeping(
    starts: Sequence[frozenset[str]], everything: frozenset[str]
) -> Generator[Asked, list[bool], list[frozenset[str]]]:
    """Find, for each start, a set outside it that keeps the finding up when all else is withdrawn, none of it spare.

    Start by start, all side by side, as much more is withdrawn as may be without harm, tried by halves.
    """
    gone = list(starts)
    open_ = [[tuple(sorted(everything - start))] for start in starts]
    while True:
        at = [number for number, parts in enumerate(open_) if parts]
        if not at:
            return [everything - one for one in gone]
        parts = [open_[number].pop() for number in at]
        answers = yield [gone[number] | frozenset(part) for number, part in zip(at, parts, strict=True)]
        for number, part, lowers in zip(at, parts, answers, strict=True):
            if not lowers:
                gone[number] |= frozenset(part)
            elif len(part) > 1:
                open_[number] += [part[len(part) // 2 :], part[: len(part) // 2]]


def _hitting(sets: Sequence[frozenset[str]], size: int) -> Iterator[frozenset[str]]:
    """Yield sets of at most ``size`` that have a member in each of ``sets``.

    >>> [sorted(one) for one in _hitting([frozenset("ab"), frozenset("bc")], 1)]
    [['b']]
    """
    if not sets:
        yield frozenset()
    elif size >= _apart(sets):
        fewest = min(sets, key=len)
        for member in sorted(fewest):
            for rest in _hitting([one for one in sets if member not in one], size - 1):
                yield rest | {member}


def _apart(sets: Sequence[frozenset[str]]) -> int:
    """Count sets that share no member, chosen greedily: each of them needs a hit of its own."""
    taken: frozenset[str] = frozenset()
    number = 0
    for one in sorted(sets, key=len):
        if not one & taken:
            taken |= one
            number += 1
    return number


def _lowered(findings: Findings, key: Key, concluded: Concluded) -> bool:
    after = concluded.get((key[0], key[2]), {}).get(key[1], frozenset())
    return direction(findings.ruleset.types[key[0], key[2]], _stands(findings, key), after) == DOWN


def _stands(findings: Findings, key: Key) -> frozenset[Value]:
    return findings.inference.concluded.get((key[0], key[2]), {}).get(key[1], frozenset())


def _counting(findings: Findings) -> tuple[str, ...]:
    """Return the records that are not withdrawn already, in order."""
    gone = findings.facts.columns["evidence", "withdrawn"]
    as_of = findings.facts.as_of
    return tuple(p for p in findings.facts.things["evidence"] if not _before(gone.get(p), as_of))


def _before(day: Value | None, as_of: object) -> bool:
    return day is not None and day <= as_of  # type: ignore[operator]
