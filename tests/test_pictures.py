"""DOT becomes SVG by either renderer; hostile text and broken graphs do no harm; what is missing is said kindly."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
import wasmtime
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from inclead_graph.errors import IncleadError, UnreadableError
from inclead_graph.pictures import LAYOUTS, RENDERERS, quoted, render, save, webassembly

GRAPH = 'digraph { a [label="R&D"]; a -> b -> c; a -> c [label="so"] }'
HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "R&D &amp; &lt;i&gt; &#65;",
    r"\N \G \E \l \r \n \\ C:\dir" + "\\",
    "<b>bold</b>",
    "<<b>bold</b>>",
    "{field|<port>}",
    "one\ntwo\r\nthree",
    "Llŷn — £5 ≥ 4",
    "strict",
    "%3",
]
WITH_DOT = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program is not installed")
BOTH = pytest.mark.parametrize("renderer", [pytest.param("dot", marks=WITH_DOT), "wasm"])


def elements(svg: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def shown(svg: str) -> str:
    """All text in the picture, a line for each element; old versions of Graphviz write runs of spaces as U+00A0."""
    return "\n".join(e.text or "" for e in elements(svg, "text")).replace("\u00a0", " ")


def of_class(svg: str, name: str) -> int:
    return sum(name in e.get("class", "").split() for e in elements(svg, "g"))


def elsewhere(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own."""
    inherited = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=inherited)


@BOTH
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_renderer_draws_every_node_edge_and_label_in_each_layout(renderer: str, layout: str) -> None:
    svg = render(GRAPH, layout=layout, renderer=renderer)

    assert (of_class(svg, "node"), of_class(svg, "edge")) == (3, 3)
    assert sorted(shown(svg).splitlines()) == ["R&D", "b", "c", "so"]


@BOTH
def test_the_picture_is_an_image_with_a_name(renderer: str) -> None:
    svg = render(GRAPH, renderer=renderer, title='<Stages> & "ways"\x00')
    root = ElementTree.fromstring(svg)

    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>\n")
    assert root.get("role") == "img"
    assert root.get("aria-label") == root[0].text == '<Stages> & "ways"\ufffd'
    assert root[0].tag.endswith("}title")


@BOTH
def test_only_a_name_that_graphviz_made_up_is_taken_away(renderer: str) -> None:
    nameless = render("digraph { a }", renderer=renderer, title="mine")
    named = render("digraph ours { a }", renderer=renderer, title="mine")

    assert [e.text for e in elements(nameless, "title")] == ["mine", "a"]
    assert [e.text for e in elements(named, "title")] == ["mine", "ours", "a"]


@BOTH
@pytest.mark.parametrize("text", HOSTILE)
def test_quoted_text_comes_out_as_it_is_in_nodes_edges_and_clusters(renderer: str, text: str) -> None:
    q = quoted(text)
    svg = render(
        f"digraph {{ subgraph cluster_x {{ label={q}; a [label={q}] }} a -> b [label={q}]; b [label=end] }}",
        renderer=renderer,
    )

    expected = text.replace("\r\n", "\n")
    assert sorted(shown(svg).split("\n")) == sorted([*(expected.split("\n") * 3), "end"])


@BOTH
@pytest.mark.parametrize("text", HOSTILE)
def test_quoted_text_names_one_node_wherever_it_stands(renderer: str, text: str) -> None:
    q = quoted(text)
    svg = render(f"digraph {{ {q} [label=x]; {q} -> y; y -> {q} }}", renderer=renderer)

    assert (of_class(svg, "node"), of_class(svg, "edge")) == (2, 2)


@BOTH
@pytest.mark.parametrize("text", [t for t in HOSTILE if "\\" not in t and "\n" not in t])
def test_quoted_text_without_backslashes_comes_out_as_it_is_in_a_tooltip(renderer: str, text: str) -> None:
    svg = render(f"digraph {{ a [tooltip={quoted(text)}] }}", renderer=renderer)

    assert [e.get("{http://www.w3.org/1999/xlink}title") for e in elements(svg, "a")] == [text]


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs"]), min_size=1, max_size=30))
def test_any_text_comes_out_as_it_is(text: str) -> None:
    assert shown(render(f"graph {{ a [label={quoted(text)}] }}", renderer="wasm")) == text


@BOTH
def test_what_xml_has_no_place_for_becomes_a_replacement_character(renderer: str) -> None:
    label = quoted("a\x00b\x1bc\ud800d")

    assert shown(render(f"graph {{ a [label={label}] }}", renderer=renderer)) == "a\ufffdb\ufffdc\ufffdd"


@BOTH
@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ('URL="https://example.org/"', "https://example.org/"),
        ('URL="javascript:alert(1)"', "javascript:alert(1)"),
        ('label=x, URL="data:text/html,x"', "data:text/html,x"),
        (r'fontname="x\" onload=\"alert(1)"', "onload"),
        (r'fontname="x\"/><script>alert(1)</script><text y=\""', "script"),
        (r'fontname="x\"/><image href=\"https://example.org/x.png\"/><text y=\""', "image"),
        (r'fontname="x\" style=\"fill:url(https://example.org/)"', "https://example.org/"),
        (r'fontname="x\" style=\"fill:url( \'#a\')"', "url("),
        (r'fontname="x\" fill=\"u\72l(#a)"', "l(#a)"),
        (r'fontname="x\" filter=\"url(https://example.org/)"', "filter"),
    ],
)
def test_what_could_load_or_run_something_is_refused_by_name(renderer: str, attributes: str, named: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(named)):
        render(f"digraph {{ a [{attributes}] }}", renderer=renderer)


@BOTH
def test_a_link_within_the_page_is_kept(renderer: str) -> None:
    svg = render('digraph { a [URL="#BR1"] }', renderer=renderer)

    assert [e.get("{http://www.w3.org/1999/xlink}href") for e in elements(svg, "a")] == ["#BR1"]


MANY_KINDS = r"""digraph {
    bgcolor=transparent; node [shape=box]
    n1 [style="filled,rounded", fillcolor="red:#00ff0080"]; n2 [style=radial, fillcolor="red:blue"]
    n3 [style=wedged, shape=circle, fillcolor="red:blue;0.3:green"]; n4 [style=striped, fillcolor="red:blue"]
    n5 [shape=record, label="a|<p>b"]; n6 [shape=cylinder, style=dashed, penwidth=3, color="0.1 0.2 0.3"]
    n7 [fontname="Helvetica-BoldOblique", fontcolor="#11223344", id="my id", class="c d"]; n8 [shape=star, style=dotted]
    n9 [shape=none, label=<<table><tr><td bgcolor='red:blue'><b>b</b><i>i</i><u>u</u><o>o</o><s>s</s>x<sub>2</sub></td>
        <td><font face='Arial' point-size='9' color='red'>f</font><sup>3</sup></td></tr></table>>]
    n1 -> n2 [label=l, headlabel=h, taillabel=t, xlabel=x, labelfontcolor=red, tooltip=t, URL="#a", target=_top]
    n1 -> n3 [dir=both, arrowhead=crow, arrowtail=odiamond, penwidth=2.5, color="red:blue;0.3:green"]
    n5:p -> n6 [style=tapered, penwidth=7]; n6 -> n7 [style=bold, decorate=true, label=d]
    subgraph cluster_a { label=c; style="filled,rounded"; fillcolor="gray:white"; gradientangle=90; n8 }
}"""


@BOTH
def test_what_graphviz_draws_with_passes(renderer: str) -> None:
    svg = render(MANY_KINDS, renderer=renderer)

    assert (of_class(svg, "node"), of_class(svg, "edge"), of_class(svg, "cluster")) == (9, 4, 1)


@BOTH
def test_a_gradient_is_kept(renderer: str) -> None:
    svg = render('digraph { a [style=filled, fillcolor="red:blue"] }', renderer=renderer)

    assert elements(svg, "ellipse")[0].get("fill") == f"url(#{elements(svg, 'linearGradient')[0].get('id')})"


@BOTH
def test_nothing_outside_the_picture_is_named_but_its_namespaces(renderer: str) -> None:
    svg = render('digraph { stylesheet="https://example.org/s.css"; a [image="https://example.org/i.png"] }',
                 renderer=renderer)  # fmt: skip

    assert set(re.findall(r'\S*//[^\s"<]*', svg)) == {
        'xmlns="http://www.w3.org/2000/svg',
        'xmlns:xlink="http://www.w3.org/1999/xlink',
    }
    assert "<!" not in svg
    assert "<?" not in svg


@BOTH
@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("", "finds none"),
        ("digraph {", "syntax error in line 1"),
        ("graph {\n a -> b }", "syntax error in line 2 near '->'"),
        ("nonsense", "near 'nonsense'"),
        ("digraph { a [label=<<b>x>] }", "mismatched tag in line 1"),
        ("digraph { layout=nosuch; a }", "nosuch"),
        ('digraph { a [label="\x01"] }', "control character"),
        ("digraph { a \0 }", "null character"),
        ("digraph { a [label=\ud800] }", "not text"),
        ("digraph {" + "subgraph {" * 20_000 + "}" * 20_001, "memory exhausted"),
    ],
)
def test_what_is_not_dot_is_refused_with_the_reason(renderer: str, source: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=f"^the graph cannot be drawn: .*{re.escape(why)}"):
        render(source, renderer=renderer)


WORDS = [
    "graph",
    "digraph",
    "strict",
    "subgraph",
    "a",
    "b",
    ":n",
    "label",
    "shape",
    "record",
    "rank",
    "same",
    "size",
    "é",
]
MARKS = [
    "{",
    "}",
    "[",
    "]",
    "->",
    "--",
    ";",
    ",",
    "=",
    '"',
    "\\",
    "<",
    ">",
    "<b>",
    "</b>",
    "0",
    "-1",
    "1e9",
    "/*",
    "#",
    "\n",
]


@given(pieces=st.lists(st.sampled_from(WORDS + MARKS), max_size=25), framed=st.booleans())
def test_whatever_stands_in_the_dot_the_build_draws_or_says_why_not(pieces: list[str], framed: bool) -> None:
    source = " ".join(pieces)
    try:
        svg = render(f"digraph {{ {source} }}" if framed else source, renderer="wasm")
    except UnreadableError:
        return
    ElementTree.fromstring(svg)


@pytest.mark.parametrize(
    ("layout", "sum_"),
    [
        # SHA-256 of what the package that the build comes from gives in Node: renderString(GRAPH, {engine, format}).
        ("dot", "f72e894313dc86a7c6114dfc1c3ee18e243f08896762833aba7f1145ac3f4a6c"),
        ("neato", "00180fb845f2530ac241e3103bb4f0e31c06185b74261cd9b5ec4ec570205f4f"),
        ("fdp", "590212d99768163166c2993ad2eb76107d17df9e594b37ece93b1c4e35147a9d"),
        ("sfdp", "a4f5082a5cff65ad31d20dca6b11a0a1e4026ed653b25c73b965a672772d1e03"),
        ("circo", "4c96e79f0c4ac8bc365540d017cb1876ed3e67a7657d7d3e3888e85745bdfea9"),
        ("twopi", "d393e751127cb02d204b2d4ba8fe4b5482d4cc4f908d11616d25da44c217b474"),
    ],
)
def test_the_build_writes_the_same_bytes_here_as_in_node(layout: str, sum_: str) -> None:
    assert hashlib.sha256(webassembly.draw(GRAPH.encode(), layout).encode()).hexdigest() == sum_


def test_the_same_dot_gives_the_same_bytes_after_other_drawings_and_in_another_process() -> None:
    code = f"from inclead_graph.pictures import render; print(render({GRAPH!r}, renderer='wasm'), end='')"
    first = render(GRAPH, renderer="wasm")
    render("digraph { x -> y -> z -> x }", layout="fdp", renderer="wasm")

    assert render(GRAPH, renderer="wasm") == first
    assert elsewhere(code).stdout == first


def test_several_threads_draw_at_once() -> None:
    sources = [f"digraph {{ {' -> '.join(map(str, range(n + 1)))} }}" for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        drawn = list(pool.map(lambda source: render(source, renderer="wasm"), sources))

    assert [of_class(svg, "edge") for svg in drawn] == list(range(12))


def test_a_graph_that_asks_for_too_much_memory_is_refused_and_the_next_is_drawn() -> None:
    with pytest.raises(UnreadableError, match="out of memory"):
        render("digraph { a [peripheries=100000000] }", renderer="wasm")

    assert shown(render("digraph { a }", renderer="wasm")) == "a"


def test_a_graph_that_takes_too_long_is_refused_and_the_next_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    tangle = "digraph {" + "".join(f"{i} -> {i * 7 % 60}; {i} -> {i * 11 % 60};" for i in range(60)) + "}"
    with monkeypatch.context() as patch:
        patch.setattr(webassembly, "_FUEL", 20_000_000)
        with pytest.raises(UnreadableError, match="takes too long in the layout 'dot'"):
            render(tangle, renderer="wasm")

    assert of_class(render(tangle, renderer="wasm"), "node") == 60


def test_a_build_that_is_not_the_one_this_version_came_with_is_never_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "vendor").mkdir()
    altered = tmp_path / "vendor" / "graphviz.wasm"
    altered.write_bytes((ROOT / "inclead_graph/pictures/vendor/graphviz.wasm").read_bytes() + b"\0")
    monkeypatch.setattr(webassembly, "files", lambda _: tmp_path)
    webassembly._compiled.cache_clear()
    try:
        with pytest.raises(UnreadableError, match="is not the file that this version came with"):
            render(GRAPH, renderer="wasm")
        altered.unlink()
        with pytest.raises(UnreadableError, match="cannot be read"):
            render(GRAPH, renderer="wasm")
    finally:
        webassembly._compiled.cache_clear()


def test_a_machine_that_lets_no_code_be_made_is_told_to_install_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise wasmtime.WasmtimeError("permission denied")

    webassembly._compiled.cache_clear()
    monkeypatch.setattr(wasmtime, "Module", refuse)

    with pytest.raises(UnreadableError, match=r"\(permission denied\); install Graphviz"):
        render(GRAPH, renderer="wasm")


def test_the_notice_names_the_file_that_is_vendored() -> None:
    vendor = ROOT / "inclead_graph" / "pictures" / "vendor"

    assert hashlib.sha256((vendor / "graphviz.wasm").read_bytes()).hexdigest() in (vendor / "NOTICE.md").read_text()


def test_nothing_that_draws_is_imported_before_something_is_drawn() -> None:
    code = (
        "import sys; from inclead_graph.pictures import quoted, render, save; quoted('x');"
        "print({'graphviz', 'wasmtime'} & set(sys.modules));"
        "render('graph { a }', renderer='wasm'); print({'graphviz', 'wasmtime'} & set(sys.modules))"
    )

    assert elsewhere(code).stdout.splitlines() == ["set()", "{'wasmtime'}"]


@pytest.mark.parametrize("renderer", RENDERERS)
def test_without_graphviz_and_without_wasmtime_the_message_says_what_to_install(renderer: str, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['wasmtime'] = None\n"
        "from inclead_graph.errors import UnreadableError\n"
        "from inclead_graph.pictures import render\n"
        f"try: render('graph {{ a }}', renderer={renderer!r})\n"
        "except UnreadableError as error: print(error)"
    )
    done = elsewhere(code, PATH=str(tmp_path))

    assert done.stderr == ""
    assert "install Graphviz" in done.stdout
    assert ("pip install 'inclead-graph[pictures]'" in done.stdout) == (renderer != "dot")


def test_auto_is_the_build_where_the_program_is_not_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert render(GRAPH) == render(GRAPH, renderer="wasm")


@WITH_DOT
def test_auto_is_the_program_where_it_is_on_path() -> None:
    assert render(GRAPH) == render(GRAPH, renderer="dot") != render(GRAPH, renderer="wasm")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("#!/bin/sh\nexit 3\n", "stopped with code 3 and gave no reason"),
        (
            "#!/bin/sh\necho 'Warning: x' >&2; echo 'There is no layout engine' >&2; exit 1\n",
            "There is no layout engine",
        ),
        ("#!/bin/sh\necho hello\n", "finds none"),
        ("#!/nowhere/sh\n", "is not on PATH"),
        ("\0", "does not start"),
    ],
)
def test_a_program_that_does_not_work_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, why: str
) -> None:
    (tmp_path / "dot").write_text(script)
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnreadableError, match=why):
        render(GRAPH, renderer="dot")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"layout": "neat"}, "'neat' is not a layout here; did you mean 'neato'?"),
        ({"renderer": "png"}, "'png' is not a renderer here; use one of: auto, dot, wasm"),
    ],
)
def test_an_unknown_layout_or_renderer_is_refused_with_the_known_ones(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(IncleadError, match=f"^{re.escape(said)}$"):
        render(GRAPH, **wrong)


def test_the_ending_of_the_name_decides_what_is_saved(tmp_path: Path) -> None:
    for name in ("a.svg", "a.dot", "a.GV", "new/folder/a.svg"):
        save(GRAPH, tmp_path / name, renderer="wasm", title="Ours")

    drawn = render(GRAPH, renderer="wasm", title="Ours")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawn
    assert (tmp_path / "new" / "folder" / "a.svg").read_text(encoding="utf-8") == drawn
    assert (tmp_path / "a.dot").read_text(encoding="utf-8") == (tmp_path / "a.GV").read_text(encoding="utf-8") == GRAPH
    with pytest.raises(UnreadableError, match=r"end it in \.svg, \.pdf, \.dot or \.gv"):
        save(GRAPH, tmp_path / "a.png")


@WITH_DOT
def test_a_pdf_is_drawn_by_the_program_and_refused_for_what_an_svg_is_refused_for(tmp_path: Path) -> None:
    save(GRAPH, tmp_path / "a.pdf")
    with pytest.raises(UnreadableError, match=r"example\.org"):
        save('digraph { a [URL="https://example.org/"] }', tmp_path / "b.pdf")

    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("renderer", RENDERERS)
def test_without_the_program_a_pdf_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, renderer: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnreadableError, match=r"save an \.svg and print it from a browser"):
        save(GRAPH, tmp_path / "a.pdf", renderer=renderer)
    assert list(tmp_path.iterdir()) == []


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    kept = tmp_path / "kept.svg"
    kept.write_text("as it was")
    (tmp_path / "folder.svg").mkdir()

    with pytest.raises(UnreadableError, match="syntax error"):
        save("digraph {", kept, renderer="wasm")
    for place in (tmp_path / "folder.svg", kept / "below.svg"):
        with pytest.raises(UnreadableError, match="cannot be written"):
            save(GRAPH, place, renderer="wasm")
    assert kept.read_text() == "as it was"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder.svg", "kept.svg"]
