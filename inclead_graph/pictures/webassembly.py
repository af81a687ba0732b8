"""Drawing by Graphviz's WebAssembly build: no program needs to be installed, and the same DOT gives the same bytes.

The build sees no files, no clock, no environment and no network, and has bounds on its memory and its work. Each
drawing has an instance of its own, so whatever a graph does to one ends with it. The module is compiled once a
process and kept nowhere else.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import struct
import threading
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from inclead_graph.errors import UnreadableError
from inclead_graph.pictures.complaints import errors_in, refusal

if TYPE_CHECKING:
    import wasmtime

__all__ = ["draw"]

# This file and no other: npm package @viz-js/viz 3.31.0, Graphviz 16.1.0. vendor/NOTICE.md says how it was made.
_SHA256 = "b113d594ef25f4da9d12e83f7f1550f00aae8e8fa911ebc4c4417ec1293f1451"

# The names of its exports and imports. Each build draws its letters anew; these are those of the file above, read from
# assignWasmExports and wasmImports in the package's lib/backend.js.
_EXPORTS = {
    "memory": "z",
    "construct": "A",  # __wasm_call_ctors
    "malloc": "F",
    "read_one_graph": "I",  # viz_read_one_graph, and so on
    "create_context": "V",
    "layout": "X",
    "reset_errors": "Z",
    "render": "_",
}
_IMPORTS = {
    "a": "assert_fail",
    "b": "throw",
    "c": "exit",
    "d": "write",
    "e": "close",
    "f": "fcntl",
    "g": "now",
    "h": "abort",
    "i": "read",
    "j": "ioctl",
    "k": "grow",
    "l": "open",
    "m": "map_file",
    "n": "unmap_file",
    "o": "local_time",
    "p": "report",  # viz_errorf
    "q": "time_zone",
    "r": "seek",
    "s": "environment",
    "t": "environment_sizes",
    "u": "random",
    "v": "status_of_path",
    "w": "status",
    "x": "clock",
    "y": "access",
}

_PAGE = 65_536
_MEMORY = 1 << 30
# From eight to forty seconds' work, as it was measured. Nothing can interrupt a layout, so none may go on for ever.
_FUEL = 100_000_000_000

# sfdp reports this as an error each time, then draws all the same: the build has no library for moving nodes apart.
_IN_VAIN = "not built with triangulation library"

# Error numbers of the module's C library. System calls return them below zero, WASI functions above.
_BAD_FILE, _NO_FILE, _NOT_HERE = 8, 44, 52

_Answer = int | float | None
_compiling_or_drawing = threading.Lock()


class _Stopped(Exception):  # noqa: N818 (it ends a call, as an exit does)
    """The module has given up."""


def draw(source: bytes, layout: str, form: str = "svg") -> str:
    """Draw DOT in a form that the build can write: ``"svg"``, or ``"json0"`` for where everything is.

    Raises:
        UnreadableError: the package ``wasmtime`` or the vendored build is not here or not sound, or Graphviz refuses
            the graph.
    """
    with _compiling_or_drawing:
        engine, module = _compiled()
        import wasmtime

        with wasmtime.Store(engine) as store:
            store.set_limits(memory_size=_MEMORY)
            store.set_fuel(_FUEL)
            host = _Host()
            try:
                return _Graphviz(store, module, host).draw(source, layout, form)
            except _Stopped as stop:
                raise refusal(host.said(), f"Graphviz gave up ({stop})") from None
            except (wasmtime.Trap, wasmtime.WasmtimeError) as fault:
                if store.get_fuel() == 0:
                    raise UnreadableError(
                        f"the graph takes too long in the layout '{layout}'; draw less of it, or try 'twopi' or 'sfdp'"
                    ) from None
                raise refusal(host.said(), f"Graphviz broke down ({str(fault).splitlines()[-1].strip()})") from None


@functools.cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Module]:
    """Load the package ``wasmtime``, and compile the build when it is the one that these names belong to."""
    try:
        import wasmtime
    except (ImportError, OSError, RuntimeError) as error:  # the last where wasmtime has nothing for this processor
        raise UnreadableError(
            f"no picture can be drawn here: without Graphviz's program 'dot' it takes the Python package 'wasmtime', "
            f"which does not load ({error}); install Graphviz, or pip install 'inclead-graph[pictures]'"
        ) from None
    config = wasmtime.Config()
    config.consume_fuel = True
    config.cranelift_opt_level = "none"
    try:
        engine = wasmtime.Engine(config)
        module = wasmtime.Module(engine, _build())
    except wasmtime.WasmtimeError as error:  # where no program may make code that runs
        raise UnreadableError(f"'wasmtime' cannot work on this machine ({error}); install Graphviz") from None
    atexit.register(_compiled.cache_clear)  # or the interpreter, on its way out, takes wasmtime away before these
    return engine, module


def _build() -> bytes:
    """Read the vendored build."""
    path = files("inclead_graph.pictures") / "vendor" / "graphviz.wasm"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}); reinstall inclead-graph") from None
    if hashlib.sha256(content).hexdigest() != _SHA256:
        raise UnreadableError(f"{path}: is not the file that this version came with; reinstall inclead-graph")
    return content


class _Host:
    """What the module finds around it: someone to report to, memory up to the bound, and no files."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def said(self) -> str:
        """Return all that the module has reported so far."""
        return "".join(self._said)

    def functions(self) -> dict[str, Callable[..., _Answer]]:
        """Return what stands behind each import; each takes the caller first."""
        return {
            "report": self._report,
            "write": self._write,
            "grow": _grow,
            "assert_fail": _assert_fail,
            "exit": _exit,
            "abort": _give_up("abort"),
            "throw": _give_up("exception"),
            "clock": _clock,
            "environment_sizes": _environment_sizes,
            "random": _random,
            "environment": _always(0),
            "now": _always(0.0),
            "local_time": _always(1),
            "time_zone": _always(None),
            "open": _always(-_NO_FILE),
            "access": _always(-_NO_FILE),
            "status_of_path": _always(-_NO_FILE),
            "status": _always(-_BAD_FILE),
            "fcntl": _always(-_BAD_FILE),
            "ioctl": _always(-_BAD_FILE),
            "map_file": _always(-_NOT_HERE),
            "unmap_file": _always(-_NOT_HERE),
            "close": _always(0),
            "read": _always(_BAD_FILE),
            "seek": _always(_BAD_FILE),
        }

    def _report(self, caller: wasmtime.Caller, text: int) -> int:
        self._said.append(_text_at(_memory_of(caller), caller, text))
        return 0

    def _write(self, caller: wasmtime.Caller, _file: int, pieces: int, count: int, written: int) -> int:
        memory, total = _memory_of(caller), 0
        for place in range(pieces, pieces + 8 * count, 8):
            start, length = struct.unpack("<II", memory.read(caller, place, place + 8))
            self._said.append(memory.read(caller, start, start + length).decode("utf-8", "replace"))
            total += length
        memory.write(caller, struct.pack("<I", total), written)
        return 0


class _Graphviz:
    """One instance of the module, good for one drawing."""

    def __init__(self, store: wasmtime.Store, module: wasmtime.Module, host: _Host) -> None:
        import wasmtime

        behind = host.functions()
        imports = [
            wasmtime.Func(store, cast("wasmtime.FuncType", i.type), behind[_IMPORTS[str(i.name)]], access_caller=True)
            for i in module.imports
        ]
        self._store = store
        self._host = host
        self._exports = wasmtime.Instance(store, module, imports).exports(store)
        self._memory = cast("wasmtime.Memory", self._exports[_EXPORTS["memory"]])
        self._call("construct")

    def draw(self, source: bytes, layout: str, form: str) -> str:
        """Draw DOT; what is allocated goes with the instance."""
        graph = self._call("read_one_graph", self._placed(source))
        if not graph or errors_in(self._host.said()):
            raise refusal(self._host.said(), "Graphviz finds none")
        context = self._call("create_context")
        self._call("reset_errors")
        if self._call("layout", context, graph, self._placed(layout.encode())):
            raise refusal(self._host.said(), f"the layout '{layout}' fails")
        drawn = self._call("render", context, graph, self._placed(form.encode()))
        if not drawn or any(_IN_VAIN not in error for error in errors_in(self._host.said())):
            raise refusal(self._host.said(), "Graphviz writes no picture of it")
        return _text_at(self._memory, self._store, drawn)

    def _call(self, name: str, *arguments: int) -> int:
        function = cast("wasmtime.Func", self._exports[_EXPORTS[name]])
        return cast("int", function(self._store, *arguments))

    def _placed(self, text: bytes) -> int:
        """Copy a text into the module's memory, ended by a null, and return where it is."""
        place = self._call("malloc", len(text) + 1)
        if not place:
            raise _Stopped("out of memory")
        self._memory.write(self._store, text + b"\0", place)
        return place


def _memory_of(caller: wasmtime.Caller) -> wasmtime.Memory:
    return cast("wasmtime.Memory", caller[_EXPORTS["memory"]])


def _text_at(memory: wasmtime.Memory, store: wasmtime.Store | wasmtime.Caller, place: int) -> str:
    """Read a text that ends with a null."""
    found = bytearray()
    while (end := found.find(b"\0")) < 0:
        more = memory.read(store, place + len(found), place + len(found) + _PAGE)
        if not more:
            raise _Stopped("a text without an end")
        found += more
    return found[:end].decode("utf-8", "replace")


def _grow(caller: wasmtime.Caller, wanted: int) -> int:
    """Let the memory grow to ``wanted`` bytes; say 1, or 0 where that is beyond the bound."""
    import wasmtime

    memory = _memory_of(caller)
    missing = (wanted & 0xFFFFFFFF) - memory.data_len(caller)
    try:
        memory.grow(caller, max(0, -(-missing // _PAGE)))
    except wasmtime.WasmtimeError:
        return 0
    return 1


def _assert_fail(caller: wasmtime.Caller, condition: int, *_place: int) -> None:
    raise _Stopped(f"assertion failed: {_text_at(_memory_of(caller), caller, condition)}")


def _exit(_caller: wasmtime.Caller, code: int) -> None:
    raise _Stopped(f"exit code {code}")


def _give_up(how: str) -> Callable[..., _Answer]:
    def stop(*_: object) -> None:
        raise _Stopped(how)

    return stop


def _always(answer: _Answer) -> Callable[..., _Answer]:
    return lambda *_: answer


def _clock(caller: wasmtime.Caller, _clock_id: int, _precision: int, place: int) -> int:
    _memory_of(caller).write(caller, bytes(8), place)
    return 0


def _environment_sizes(caller: wasmtime.Caller, count: int, size: int) -> int:
    for place in (count, size):
        _memory_of(caller).write(caller, bytes(4), place)
    return 0


def _random(caller: wasmtime.Caller, place: int, size: int) -> int:
    """Give zeros: a picture is the same each time."""
    _memory_of(caller).write(caller, bytes(size), place)
    return 0
