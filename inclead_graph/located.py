"""YAML in which every value knows its line and column, and hostile input is refused.

Every scalar stays the text that was written (``no`` stays ``no``); pydantic parses it later. Aliases, duplicate keys,
tags, several documents, deep nesting and large files are refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from inclead_graph.errors import InputError, Problem, UnreadableError, nearest

__all__ = ["MAX_BYTES", "Located", "load", "parse", "quoted", "validate"]

MAX_BYTES = 4_000_000
MAX_DEPTH = 24

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class Located:
    """A parsed file: its data, and the place of each key and value by path.

    Attributes:
        spans: for each value, the offsets of its first character and of the one after its last.
    """

    file: str
    data: Any = None
    keys: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    spans: dict[Path_, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path_) -> tuple[int, int]:
        """Return line and column of the value at ``path``, or of its nearest known ancestor."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.values:
                return self.values[path[:end]]
        return (1, 1)

    def problem(self, path: Path_, what: str, todo: str = "", *, at_key: bool = False) -> Problem:
        """Make a :class:`Problem` that points at ``path``."""
        line, column = self.keys[path] if at_key and path in self.keys else self.place(path)
        return Problem(self.file, line, column, what, todo)


def load(path: Path, shown_as: str | None = None) -> Located:
    """Read and parse one YAML file; ``shown_as`` is its name in messages.

    Raises:
        UnreadableError: missing, not a file, too large, or not UTF-8 text.
        InputError: not the YAML that we take, with the line.
    """
    name = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(f"{name}: larger than {MAX_BYTES:,} bytes; split it into several files")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be read ({error.strerror})") from None
    return parse(text, name)


def parse(text: str, name: str) -> Located:
    """Parse YAML text; see :func:`load`.

    Example:
        >>> parse("a: [1, no]", "x.yaml").data
        {'a': ['1', 'no']}
    """
    located = Located(name)
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        _Builder(located, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = f"this is not valid YAML: {error.problem}"
        raise InputError([Problem(name, line, column, what, "check the indentation, colons and quotes")]) from None
    except yaml.YAMLError as error:  # a control character has no mark
        what = f"this is not valid YAML: {error}".splitlines()[0]
        raise InputError([Problem(name, 1, 1, what, "remove the character")]) from None
    return located


def quoted(text: str) -> str:
    r"""Write text as YAML's double-quoted scalar; what YAML takes for a line break, or cannot hold, is escaped.

    Example:
        >>> quoted('say "a: b"'), quoted("x\u2028y")
        ('"say \\"a: b\\""', '"x\\u2028y"')
    """
    written = json.dumps(text, ensure_ascii=False)
    return "".join(f"\\u{ord(c):04x}" if c in "\x7f\x85\u2028\u2029\ufeff\ufffe\uffff" else c for c in written)


class _Builder:
    """Turns parse events into data and places, refusing what is hostile or ambiguous."""

    def __init__(self, located: Located, events: Iterator[yaml.Event]) -> None:
        self.located = located
        self.events = events

    def document(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document begins here", "keep one document in a file")
            elif isinstance(event, yaml.NodeEvent):
                self.located.data = self.node(event, ())

    def node(self, event: Any, path: Path_) -> Any:
        self.located.values[path] = _mark(event)
        if len(path) > MAX_DEPTH:
            self.refuse(event, f"nested more than {MAX_DEPTH} deep", "no file of ours is; check the brackets")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, "YAML anchors and aliases (& and *) are not taken", "write the value out")
        if getattr(event, "tag", None) not in (None, "!"):
            self.refuse(event, f"the YAML tag {event.tag} is not taken", "remove it")
        self.located.spans[path] = _index(event.start_mark), _index(event.end_mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path, event)
        return None if not event.style and event.value in ("", "~", "null") else event.value

    def sequence(self, path: Path_, start: yaml.SequenceStartEvent) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                self.close(path, start, event, (*path, len(items) - 1))
                break
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path_, start: yaml.MappingStartEvent) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                self.close(path, start, event, (*path, *list(entries)[-1:]))
                break
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(event, "a key must be plain text", "write 'name: value'")
            key = str(getattr(event, "value", ""))
            here = (*path, key)
            if key in entries:
                first = self.located.keys[here][0]
                self.refuse(event, f"'{key}' appears twice (first on line {first})", "keep one of them")
            self.located.keys[here] = _mark(event)
            entries[key] = self.node(next(self.events), here)
        return entries

    def close(self, path: Path_, start: yaml.CollectionStartEvent, end: yaml.Event, last: Path_) -> None:
        """Say where a collection ends: in block style with its last value, since its own mark is further on."""
        spans = self.located.spans
        first = spans[path][0]
        spans[path] = first, _index(end.end_mark) if start.flow_style else spans.get(last, spans[path])[1]

    def refuse(self, event: yaml.Event, what: str, todo: str) -> None:
        raise InputError([Problem(self.located.file, *_mark(event), what, todo)])


def _index(mark: Any) -> int:
    return int(mark.index) if mark else 0


def _mark(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def validate(model: type[Model], located: Located, data: Any = None, at: Path_ = ()) -> Model:
    """Validate ``data`` (default: the whole file) against a pydantic model.

    Raises:
        InputError: every problem of this value, each with its place in the file.
    """
    try:
        return model.model_validate(located.data if data is None else data)
    except ValidationError as error:
        problems = [_problem(model, located, at, detail) for detail in error.errors(include_url=False)]
        raise InputError(problems) from None


_PLAIN = {
    "missing": ("'{key}' is missing", "add it"),
    "model_type": ("{key} should hold 'name: value' lines", "indent them below it"),
    "model_attributes_type": ("{key} should hold 'name: value' lines", "indent them below it"),
    "dict_type": ("{key} should hold 'name: value' lines", "indent them below it"),
    "mapping_type": ("{key} should hold 'name: value' lines", "indent them below it"),
    "tuple_type": ("{key} should be a list", "begin each item with '- '"),
    "list_type": ("{key} should be a list", "begin each item with '- '"),
    "string_type": ("{key} should be text", "write a word or a sentence"),
    "string_too_short": ("{key} is empty", "write something, or leave the line out"),
    "string_too_long": ("{key} is too long ({length:,} characters)", "keep it under {max_length:,}; attach the rest"),
    "string_pattern_mismatch": ("{key} '{input}' does not have the form {pattern}", "see docs/workspace.md"),
    "too_short": ("{key} is empty", "name at least one"),
    "control_character": ("{key} has a control character in it", "type the text again"),
    "bool_parsing": ("{key} '{input}' is not true or false", "write true or false"),
    "date_from_datetime_parsing": ("{key} '{input}' is not a date ({error})", "write it as 2026-03-31"),
    "date_from_datetime_inexact": ("{key} '{input}' has a time of day", "write the date only, as 2026-03-31"),
    "not_a_score": ("{key} '{input}' is not a number from 0 up", "write it as 2 or 2.5"),
    "bool_type": ("{key} '{input}' is not true or false", "write true or false"),
    "decimal_parsing": ("{key} '{input}' is not a number", "write it as 2 or 2.5"),
    "decimal_type": ("{key} '{input}' is not a number", "write it as 2 or 2.5"),
    "finite_number": ("{key} '{input}' is not a number", "write it as 2 or 2.5"),
    "int_parsing": ("{key} '{input}' is not a whole number", "write it as 2"),
    "int_type": ("{key} '{input}' is not a whole number", "write it as 2"),
    "greater_than": ("{key} '{input}' is not above {gt}", "leave it out where nobody knows it"),
    "greater_than_equal": ("{key} '{input}' is below {ge}", "the least that it can be is {ge}"),
    "less_than_equal": ("{key} '{input}' is above {le}", "the most that it can be is {le}"),
    "several_lines": ("{key} has more than one line", "write it on one"),
    "literal_error": ("{key} '{input}' is none of the words that belong here", "write {expected}"),
    "date_type": ("{key} should be a date", "write it as 2026-03-31"),
}


def _problem(model: type[BaseModel], located: Located, at: Path_, detail: Any) -> Problem:
    path: Path_ = (*at, *detail["loc"])
    key = next((str(p) for p in reversed(path) if isinstance(p, str)), "the file")
    kind = detail["type"]
    if kind == "extra_forbidden":
        hint = nearest(key, _fields_at(model, detail["loc"][:-1]))
        return located.problem(path, f"'{key}' is not a field here", hint, at_key=True)
    place = path[:-1] if kind == "missing" else path
    what, todo = _PLAIN.get(kind, ("{key}: " + str(detail["msg"]).replace("{", "(").replace("}", ")"), ""))
    shown = detail.get("input")
    values = {"key": key, "input": str(shown)[:80], "length": len(shown) if isinstance(shown, str) else 0}
    return located.problem(place, what.format(**values, **detail.get("ctx", {})), todo.format(**detail.get("ctx", {})))


def _fields_at(model: type[BaseModel], path: Path_) -> list[str]:
    for part in path:
        if isinstance(part, str) and part in (named := _by_alias(model)):
            model = _inner_model(named[part]) or model
    return list(_by_alias(model))


def _by_alias(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _inner_model(arg))), None)
