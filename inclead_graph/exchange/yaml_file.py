"""Our own form: ``network.yaml``, written for people to read and go on with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from inclead_graph import located
from inclead_graph.errors import InputError, Problem
from inclead_graph.exchange.draft import Draft
from inclead_graph.exchange.fields import plain_number
from inclead_graph.model.network import PartnershipNetwork

__all__ = ["network_yaml", "read_yaml", "yaml_lines"]

_HEAD = """\
# A network of partnerships. docs/networks.md explains each field, docs/network-files.md how to get it in and out.
# Lines that begin with # are explanations and may be deleted. Nothing leaves your machine.
#
# organisations   id, name; kind, sector, locality, ods_code, from and until; potential: true for one that is not a
#                 partner yet; answered: false for one that was asked and did not answer; funding_at_risk
# groups          the people whom all this is for: id, name, disadvantage; locality, need (how many people), source
# services        which organisation serves which group; share: the part of the need that it meets, from 0 to 1
# trust           how far a group or organisation (by) trusts an organisation (of): share from 0 to 1, asked: how many
# partnerships    between: [one, other]; one_way: true from the first to the second; kind, from, until, weight,
#                 funding_at_risk, reviews on the five criteria, protocol (why and how the ally was chosen)
# scopings        what was found of a partnership that might be
# other           columns of an imported sheet that mean nothing here, kept so that nothing is lost
"""

_PLAIN = re.compile(r"[A-Za-z][\w-]*(?: [A-Za-z0-9][\w-]*)*", re.ASCII)
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def network_yaml(network: PartnershipNetwork) -> str:
    """Write a network as YAML; the same network gives the same text.

    Example:
        >>> one = PartnershipNetwork(organisations=({"id": "hub", "name": "The Hub", "from": "2020-04-01"},))
        >>> print(network_yaml(one).removeprefix(_HEAD))
        organisations:
        - id: hub
          name: The Hub
          from: 2020-04-01
        <BLANKLINE>
    """
    data = network.model_dump(by_alias=True, exclude_defaults=True)
    return _HEAD + "".join(f"{line}\n" for line in yaml_lines(data, ""))


def yaml_lines(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield the lines of a mapping as YAML: texts, numbers, days, and mappings and tuples of them."""
    for name, value in data.items():
        key = _scalar(name)
        if isinstance(value, Mapping):
            yield f"{indent}{key}:"
            yield from yaml_lines(value, f"{indent}  ")
        elif isinstance(value, tuple) and value and isinstance(value[0], Mapping):
            yield f"{indent}{key}:"
            for one in value:
                first, *rest = yaml_lines(one, f"{indent}  ")
                yield f"{indent}- {first.lstrip()}"
                yield from rest
        elif isinstance(value, tuple):
            yield f"{indent}{key}: [{', '.join(map(_scalar, value))}]"
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, int | dt.date):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else located.quoted(text)


def read_yaml(path: Path, draft: Draft) -> None:
    """Read ``network.yaml`` into a draft.

    Raises:
        UnreadableError: the file cannot be read.
        InputError: it is not the YAML that we take, or not a network.
    """
    source = located.load(path)
    if not isinstance(source.data, dict):
        what = "the file is empty" if source.data is None else "a network is 'name: value' lines"
        raise InputError([Problem(str(path), 1, 1, what, "see docs/networks.md")])
    draft.data, draft.keys, draft.values = source.data, source.keys, source.values
