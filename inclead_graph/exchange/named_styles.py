"""Cell styles with names, which whoever has the workbook can change in one place; the library that writes has none.

In a workbook each format of a cell (``cellXfs``) refers to a style (``cellStyleXfs``), and a style has a name
(``cellStyles``). ECMA-376, part 1, 18.8.7 to 18.8.10.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from xml.dom.minidom import Document, Element

__all__ = ["with_named_styles"]

_STYLES = "xl/styles.xml"


def with_named_styles(content: bytes, names: Mapping[int, str]) -> bytes:
    """Return a workbook of ours in which formats are styles with names. The same content gives the same bytes.

    Args:
        content: the workbook (.xlsx), as XlsxWriter wrote it.
        names: the name of each format that gets one, by its index among the formats of cells.

    Example::

        with_named_styles(into.getvalue(), {heading.xf_index: "Inclead heading"})
    """
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as made:
        for part in packed.infolist():
            inner = packed.read(part)
            made.writestr(part, _named(inner, names) if part.filename == _STYLES else inner)
    return into.getvalue()


def _named(styles: bytes, names: Mapping[int, str]) -> bytes:
    from defusedxml.minidom import parseString

    document: Document = parseString(styles.decode())
    formats = document.getElementsByTagName("cellXfs")[0].getElementsByTagName("xf")
    of_styles = document.getElementsByTagName("cellStyleXfs")[0]
    of_names = document.getElementsByTagName("cellStyles")[0]
    for index, name in sorted(names.items()):
        number = str(len(of_styles.getElementsByTagName("xf")))
        of_styles.appendChild(_style_of(formats[index]))
        _follow(formats[index], number)
        named = document.createElement("cellStyle")
        for key, value in {"name": name, "xfId": number}.items():
            named.setAttribute(key, value)
        of_names.appendChild(named)
    for several, tag in ((of_styles, "xf"), (of_names, "cellStyle")):
        several.setAttribute("count", str(len(several.getElementsByTagName(tag))))
    return document.toxml(encoding="UTF-8", standalone=True)


def _style_of(format_: Element) -> Element:
    style = cast("Element", format_.cloneNode(deep=True))
    style.removeAttribute("xfId")
    return style


def _follow(format_: Element, style: str) -> None:
    """Let a format be its style's: it has the same values, and says of none that it is its own."""
    format_.setAttribute("xfId", style)
    for key in [key for key in format_.attributes.keys() if key.startswith("apply")]:  # noqa: SIM118
        format_.removeAttribute(key)
