"""Simple symbols that stand beside sentences: drawn here, so that nobody's licence is on them.

A symbol only repeats what its sentence says, and is therefore decoration for people who hear the page.
"""

from __future__ import annotations

from html import escape

__all__ = ["SYMBOLS", "sign", "symbol"]

_INK, _PALE = "#212b32", "#d8e6f3"
_HEAD = '<circle cx="{x}" cy="{y}" r="8"/><path d="M{left} {foot} a13 15 0 0 1 26 0 z"/>'


def _person(x: int, y: int) -> str:
    return _HEAD.format(x=x, y=y, left=x - 13, foot=y + 26)


SYMBOLS = {
    "building": '<path d="M12 58 V20 L32 8 L52 20 V58 Z"/><path d="M27 58 V44 H37 V58"/>'
    '<path d="M21 26 h6 v7 h-6 z M37 26 h6 v7 h-6 z"/>',
    "people": _person(16, 18) + _person(48, 18) + _person(32, 28),
    "heart": '<path d="M32 56 C4 36 6 12 20 12 C28 12 32 20 32 22 C32 20 36 12 44 12 C58 12 60 36 32 56 Z"/>',
    "tick": '<circle cx="32" cy="32" r="25"/><path d="M19 33 L29 43 L46 23" fill="none" stroke-width="6"/>',
    "question": '<circle cx="32" cy="32" r="25"/><path d="M24 26 a8 8 0 1 1 11 8 q-3 1 -3 6" fill="none" '
    'stroke-width="5"/><circle cx="32" cy="47" r="2"/>',
    "speech": '<path d="M8 12 H56 V42 H32 L18 56 V42 H8 Z"/><path d="M18 23 H46 M18 32 H38" fill="none"/>',
    "calendar": '<path d="M10 14 H54 V56 H10 Z"/><path d="M10 26 H54 M21 8 V19 M43 8 V19" fill="none"/>'
    '<path d="M19 35 h6 M29 35 h6 M39 35 h6 M19 46 h6 M29 46 h6" fill="none"/>',
    "book": '<path d="M32 16 C24 8 12 8 6 12 V52 C12 48 24 48 32 56 C40 48 52 48 58 52 V12 C52 8 40 8 32 16 Z"/>'
    '<path d="M32 16 V56" fill="none"/>',
    "clock": '<circle cx="32" cy="32" r="25"/><path d="M32 16 V32 L43 39" fill="none"/>',
    "search": '<circle cx="27" cy="27" r="18"/><path d="M40 40 L57 57" fill="none" stroke-width="7"/>',
    "paper": '<path d="M14 6 H40 L50 16 V58 H14 Z"/><path d="M22 26 H42 M22 36 H42 M22 46 H36" fill="none"/>',
    "steps": '<path d="M6 58 V46 H22 V34 H38 V22 H54 V58 Z"/><path d="M46 22 V4 L58 9 L46 14" stroke-width="2.5"/>',
    "table": '<ellipse cx="32" cy="38" rx="18" ry="11"/><circle cx="32" cy="14" r="7"/><circle cx="9" cy="32" r="7"/>'
    '<circle cx="55" cy="32" r="7"/><circle cx="20" cy="57" r="6"/><circle cx="44" cy="57" r="6"/>',
    "desk": '<path d="M6 42 H58 V49 H6 Z M11 49 V60 M53 49 V60"/><path d="M19 14 H45 V33 H19 Z M32 33 V42"/>',
    "cup": '<path d="M12 24 H44 V46 Q44 56 34 56 H22 Q12 56 12 46 Z"/>'
    '<path d="M44 29 H50 Q56 29 56 36 Q56 43 44 43" fill="none"/><path d="M21 6 V16 M33 6 V16" fill="none"/>',
    "bus": '<path d="M6 14 H58 V48 H6 Z"/><path d="M12 21 H24 V31 H12 Z M28 21 H40 V31 H28 Z M45 21 H53 V48 H45 Z" '
    'fill="#fff"/><circle cx="18" cy="50" r="6"/><circle cx="40" cy="50" r="6"/>',
}
"""By name, what is drawn in a square of 64 units."""


def symbol(name: str) -> str:
    """Return a symbol as SVG.

    Raises:
        KeyError: there is none of that name.
    """
    return _square(
        f'<g fill="{_PALE}" stroke="{_INK}" stroke-width="3" stroke-linejoin="round" stroke-linecap="round">'
        f"{SYMBOLS[name]}</g>"
    )


def sign(glyph: str, fill: str, ink: str) -> str:
    """Return the sign of a grade in its colours as SVG."""
    return _square(
        f'<rect x="6" y="6" width="52" height="52" rx="10" fill="{escape(fill)}" stroke="{_INK}" stroke-width="3"/>'
        f'<text x="32" y="46" font-size="40" text-anchor="middle" fill="{escape(ink)}" '
        f'font-family="Arial, Liberation Sans, sans-serif">{escape(glyph)}</text>'
    )


def _square(parts: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">{parts}</svg>'
