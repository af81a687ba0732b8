"""A paper as one self-contained page: it loads nothing, runs nothing, and everything that somebody wrote is escaped."""

from __future__ import annotations

import base64

from inclead_graph import __version__
from inclead_graph.reports.blocks import Paper, writable
from inclead_graph.reports.environment import page_environment

__all__ = ["set_as_html"]


def set_as_html(paper: Paper) -> bytes:
    """Set any paper as a page for a browser, in UTF-8."""
    environment = page_environment()
    environment.filters["as_image"] = _as_image
    page = environment.get_template("paper.html").render(paper=paper, version=__version__)
    return page.encode("utf-8")


def _as_image(svg: str) -> str:
    """Return a picture as the address that holds it, so that nothing in it can reach into the page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(writable(svg).encode('utf-8')).decode('ascii')}"
