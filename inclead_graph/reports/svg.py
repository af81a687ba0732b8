"""What the pictures that are drawn here share: ink, text that keeps to its room, and the element around it all."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["INK", "QUIET", "RULE", "STRIPES", "broken", "picture", "rectangle", "text", "width_of"]

INK, QUIET, RULE = "#212b32", "#4c6272", "#aeb7bd"
STRIPES = (
    '<defs><pattern id="{id}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" fill="#fff"/><rect width="2" height="8" fill="#aeb7bd"/></pattern></defs>'
)
"""A pattern of stripes; ``id`` must be its own on a page."""

_NARROW, _WIDE = frozenset("iIjltfr.,:;'|!()[]/- "), frozenset("mwMW@%—…")


def picture(name: str, size: tuple[float, float], title: str, says: str, parts: Iterable[str]) -> str:
    """Return an ``<svg>`` element with a title and a description for people who do not see it.

    Args:
        name: begins the ids of title and description, so that several pictures can stand on one page.
        size: width and height in units of the picture.
        title: what it is.
        says: what it shows, in words.
        parts: what is drawn.
    """
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{name}-title {name}-said" font-family="Arial, Liberation Sans, sans-serif">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-said">{escape(says)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def text(
    x: float, y: float, words: str, *, size: float = 13, bold: bool = False, colour: str = INK, anchor: str = ""
) -> str:
    """Return a line of text; ``anchor`` is ``middle`` or ``end`` where ``x`` is not where it begins."""
    weight = ' font-weight="700"' if bold else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{weight}{at} fill="{colour}">{escape(words)}</text>'


def rectangle(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = INK, more: str = "") -> str:
    """Return a rectangle; ``more`` are further attributes."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" stroke="{stroke}"'
        f"{' ' + more if more else ''}/>"
    )


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a line is in Arial, in units of the picture, rather too much than too little.

    >>> width_of("ill", 10) < width_of("www", 10)
    True
    """
    return size * (1.06 if bold else 1.0) * sum(map(_share, words))


def _share(character: str) -> float:
    if character in _NARROW:
        return 0.34
    if character in _WIDE or ord(character) > 0x2FF:
        return 1.0
    return 0.74 if character.isupper() else 0.57


def broken(words: str, room: float, size: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most ``most`` lines that fit into a room; what does not fit ends in an ellipsis.

    >>> broken("Organisational cultural competence", 90, 12, 2)
    ('Organisational', 'cultural …')
    >>> broken("Unbreakablyverylongname", 60, 12, 1)
    ('Unbreak…',)
    """
    lines: list[str] = []
    rest = words.split()
    while rest and len(lines) < most:
        line = [rest.pop(0)]
        while rest and width_of(" ".join([*line, rest[0]]), size, bold=bold) <= room:
            line.append(rest.pop(0))
        lines.append(_cut(" ".join(line), room, size, bold=bold))
    if rest:
        lines[-1] = _ended(lines[-1], room, size, bold=bold)
    return tuple(lines)


def _cut(line: str, room: float, size: float, *, bold: bool) -> str:
    if width_of(line, size, bold=bold) <= room:
        return line
    while line and width_of(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line}…"


def _ended(line: str, room: float, size: float, *, bold: bool) -> str:
    words = line.removesuffix("…").split()
    while len(words) > 1 and width_of(f"{' '.join(words)} …", size, bold=bold) > room:
        words.pop()
    return _cut(f"{' '.join(words)} …", room, size, bold=bold)
