"""The paper as a tagged PDF (PDF/UA-1), set by Typst with fonts of our own: the same result gives the same bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

from inclead_graph.errors import UnreadableError
from inclead_graph.reports.blocks import Block, Paper, Picture, Saying, Table, writable
from inclead_graph.reports.gathered import Gathered
from inclead_graph.reports.paper import paper_of
from inclead_graph.reports.sealing import sealed_paper

__all__ = ["drawn_as_png", "set_as_pdf", "write"]

_NOT_HERE = "PDF needs Typst; pip install 'inclead-graph[documents]'"
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_SIGNS = re.compile("[\u25cb\u25cf\u25d0-\u25d5\u2713\u2717]")
_DRAW = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 1100pt)"""


def write(found: Gathered) -> bytes:
    """Write the Board paper as PDF.

    Raises:
        UnreadableError: Typst is not installed.
    """
    return set_as_pdf(sealed_paper(paper_of(found), found.sealing))


def set_as_pdf(paper: Paper) -> bytes:
    """Set any paper as PDF.

    Raises:
        UnreadableError: Typst is not installed.
    """
    day = paper.day
    template = files("inclead_graph.reports").joinpath("templates", "paper.typ").read_bytes()
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    return _compiled(
        template,
        {"paper": json.dumps(_as_data(paper), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(midnight.timestamp()),
    )


@lru_cache(maxsize=32)
def drawn_as_png(svg: str) -> bytes:
    """Draw an SVG as PNG, for files that cannot hold SVG.

    Raises:
        UnreadableError: Typst is not installed.
    """
    return _compiled(_DRAW, {"svg": _signed(svg)}, format="png", ppi=144)


def _compiled(source: bytes, inputs: dict[str, str], **options: Any) -> bytes:
    """Compile with our own fonts; what they cannot show with those of the machine, and what none can show as its code.

    PDF/UA refuses a document with a character that nobody could read.
    """
    try:
        import typst
    except ImportError:
        raise UnreadableError(_NOT_HERE) from None
    with as_file(files("inclead_graph.reports").joinpath("vendor")) as fonts:
        options |= {"root": str(fonts), "font_paths": [str(fonts)]}
        for ours in (True, False):
            try:
                return _bytes(typst.compile(source, sys_inputs=inputs, ignore_system_fonts=ours, **options))
            except typst.TypstError as error:
                missing = _MISSING.findall(error.diagnostic)
                if not missing:
                    raise
        told = {name: _told(value, missing) for name, value in inputs.items()}
        return _bytes(typst.compile(source, sys_inputs=told, ignore_system_fonts=False, **options))


def _bytes(made: Any) -> bytes:
    return b"".join(made) if isinstance(made, list) else bytes(made)


def _told(text: str, missing: list[str]) -> str:
    """Write the code of each character that no font has."""
    codes = {ord(character): f"[U+{ord(character):04X}]" for held in missing for character in held}
    return text.translate(codes)


def _as_data(paper: Paper) -> dict[str, Any]:
    data = dataclasses.asdict(paper)
    data["facts_in_a_line"] = paper.facts_in_a_line
    data["day"] = {"year": paper.day.year, "month": paper.day.month, "day": paper.day.day}
    for section, held in zip(data["sections"], paper.sections, strict=True):
        section["blocks"] = [_block(block) for block in held.blocks]
    return data


def _block(block: Block) -> dict[str, Any]:
    data = dataclasses.asdict(block) | {"kind": type(block).__name__.lower()}
    if isinstance(block, Saying):
        return data | {"symbol": _signed(block.symbol)}
    if isinstance(block, Picture):
        return data | {"svg": _signed(block.svg), "tall": _tall(block.svg)}
    return data | {"is_room": block.is_room} if isinstance(block, Table) else data


def _signed(svg: str) -> str:
    """Have the signs of the grades drawn in a font that comes with Typst and has them as whole circles."""
    return _SIGNS.sub(r'<tspan font-family="DejaVu Sans Mono">\g<0></tspan>', writable(svg))


def _tall(svg: str) -> bool:
    """Say whether a picture is so much higher than it is wide that its height decides how large it can be."""
    box = svg.partition('viewBox="')[2].partition('"')[0].split()
    return len(box) == 4 and float(box[3]) > 1.3 * float(box[2])
