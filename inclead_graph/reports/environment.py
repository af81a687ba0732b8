"""How pages are made of templates: escaping is on, and a name that is not there is an error and not a hole."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from inclead_graph.inference.findings import long_date

__all__ = ["page_environment"]


def page_environment() -> Environment:
    """Return the environment that every page is made in, with the filter ``long_date``."""
    environment = Environment(
        loader=PackageLoader("inclead_graph.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["long_date"] = long_date
    return environment
