"""Changing a YAML file in a few places, while everything else in it, remarks included, stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inclead_graph.located import Located, Path_

__all__ = ["Rewriting", "scalar"]

_REMARK = re.compile(r"(?:^|\s)#\s?(.*)$", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z][\w./-]*")


def scalar(text: str) -> str:
    r"""Write text as a YAML scalar on one line, in quotes unless it needs none.

    >>> scalar("BR1.A1"), scalar('say "a: b"'), scalar("2012")
    ('BR1.A1', '"say \\"a: b\\""', '"2012"')
    """
    if _PLAIN.fullmatch(text) and text not in ("null", "true", "false", "yes", "no"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(value: str | Sequence[str]) -> str:
    return scalar(value) if isinstance(value, str) else f"[{', '.join(map(scalar, value))}]"


@dataclass
class Rewriting:
    """Collects changes to one file, by the paths of its values, and makes them together.

    Example::

        changes = Rewriting(located, text)
        changes.replace((0, "criteria"), ["BR1.A2"])
        changes.result()
    """

    located: Located
    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def result(self) -> str:
        """Return the text with all changes made."""
        text = self.text
        for start, end, new in sorted(self.edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def replace(self, path: Path_, value: str | Sequence[str]) -> None:
        """Put a scalar or a list of scalars in the place of a value; remarks within a list go above it."""
        start, end = self.located.spans[path]
        if isinstance(value, str):
            self.edits.append((start, end, scalar(value)))
            return
        old = self.text[start:end]
        if old.startswith("-"):
            between = "\n" + " " * (start - self._line_start(start))
            self.edits.append((start, end, between.join(f"- {scalar(one)}" for one in value)))
        else:
            self.edits.append((start, end, _written(value)))
        if "\n" in old:
            self.remark(path, [found.strip() for found in _REMARK.findall(old)])

    def remark(self, path: Path_, lines: Iterable[str]) -> None:
        """Write remarks above the line on which the key or the list item at ``path`` stands."""
        at = self._line_start(self._first(path))
        indent = self._indent(at)
        self.edits.append((at, at, "".join(f"{indent}# {line}\n" for line in lines)))

    def comment_out(self, path: Path_, lines: Iterable[str], *, with_key: bool = False) -> None:
        """Turn the list item at ``path`` into remarks, with remarks of ours above it.

        ``with_key``: ``path`` is a field, and goes with its key.
        """
        start, end = self.located.spans[path]
        first = self._first(path) if with_key else start
        before = self.text[self._line_start(first) : first]
        if not with_key and before.strip() != "-":
            self._cut(start, end, lines)
            return
        begin = self._line_start(first)
        stop = self._line_end(end)
        indent = self._indent(begin)
        ours = "".join(f"{indent}# {line}\n" for line in lines)
        theirs = "\n".join(f"# {line}".rstrip() for line in self.text[begin:stop].split("\n"))
        self.edits.append((begin, stop, ours + theirs))

    def copy(self, path: Path_, name: str, value: str) -> None:
        """Write the list item at ``path`` once more below itself, with another value of one of its fields."""
        start, end = self.located.spans[path]
        inner_start, inner_end = self.located.spans[(*path, name)]
        begin = self._line_start(start)
        block = self.text[begin:start].strip() == "-"
        first, last = (begin, self._line_end(end)) if block else (start, end)
        copied = self.text[first:inner_start] + scalar(value) + self.text[inner_end:last]
        self.edits.append((last, last, f"\n{copied}" if block else f", {copied}"))

    def add_below(self, path: Path_, item: Mapping[str, str | Sequence[str]]) -> None:
        """Write another list item below the one at ``path``, in the style of the list."""
        start, end = self.located.spans[path]
        begin = self._line_start(start)
        fields = [f"{name}: {_written(value)}" for name, value in item.items()]
        if self.text[begin:start].strip() == "-":
            indent = " " * (start - begin)
            last = self._line_end(end)
            text = f"\n{self.text[begin:start]}" + f"\n{indent}".join(fields)
        else:
            last, text = end, ", {" + ", ".join(fields) + "}"
        self.edits.append((last, last, text))

    def set(self, path: Path_, value: str) -> None:
        """Give a field of the file, or of one of its fields, a value, whether it has one or not."""
        *above, name = path
        if path in self.located.spans:
            self.replace(path, value)
        elif above and tuple(above) in self.located.spans:
            first = min(key for key in self.located.keys if key[:-1] == tuple(above))
            at = self._line_start(self._offset(self.located.keys[first]))
            self.edits.append((at, at, f"{self._indent(at)}{name}: {scalar(value)}\n"))
        else:
            lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(map(str, path))]
            end = "" if self.text.endswith("\n") or not self.text else "\n"
            self.edits.append((len(self.text), len(self.text), f"{end}{chr(10).join(lines)} {scalar(value)}\n"))

    def _cut(self, start: int, end: int, lines: Iterable[str]) -> None:
        """Take an item out of a list in brackets, and leave it as a remark at the end of the file."""
        after = re.match(r"\s*,", self.text[end:])
        before = re.search(r",\s*$", self.text[:start])
        stop = end + after.end() if after else end
        begin = before.start() if before and not after else start
        self.edits.append((begin, stop, ""))
        remarks = [*lines, *self.text[start:end].split("\n")]
        end_of_text = "" if self.text.endswith("\n") else "\n"
        self.edits.append((len(self.text), len(self.text), end_of_text + "".join(f"# {line}\n" for line in remarks)))

    def _first(self, path: Path_) -> int:
        return self._offset(self.located.keys[path]) if path in self.located.keys else self.located.spans[path][0]

    def _offset(self, place: tuple[int, int]) -> int:
        line, column = place
        at = 0
        for _ in range(line - 1):
            at = self.text.index("\n", at) + 1
        return at + column - 1

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Return where the line of the last character before ``at`` ends."""
        end = self.text.find("\n", max(at - 1, 0))
        return len(self.text) if end < 0 else end

    def _indent(self, line: int) -> str:
        found = re.match(r"[ ]*", self.text[line:])
        return found[0] if found else ""
