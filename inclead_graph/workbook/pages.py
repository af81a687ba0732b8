"""What stands on each sheet of a workbook, before anybody says how it looks; CSV files and workbooks have the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inclead_graph.exchange.fields import Cell, written
from inclead_graph.exchange.sheets import sheets_of
from inclead_graph.model.framework import Framework, Stage
from inclead_graph.workbook.book import Book, Row
from inclead_graph.workbook.columns import Form
from inclead_graph.workbook.forms import ABOUT, CONFLICTS, EVIDENCE, WORDS, forms, words_of
from inclead_graph.workbook.merging import Conflict
from inclead_graph.workbook.reading import FORMAT, FORMAT_LINE, ONTOLOGY_LINE

__all__ = ["SO_FAR", "Page", "pages"]

SO_FAR = "Evidence so far"


_CONFLICT = ("Sheet", "Record", "Field", "Person", "Where", "Value", "Stands now", "What hangs on it")
_STEPS = (
    ("What this is", "An assessment of how inclusive an organisation is. Nothing leaves your machine."),
    ("1", "Fill in the sheet 'Assessment', and say on 'Assessors' who assesses."),
    (
        "2",
        """Go through the five numbered sheets, one for each stage. Beside each criterion, write the evidence that you
        found. Leave empty what nobody knows: not known is not the same as not done.""",
    ),
    (
        "3",
        f"""Evidence for which there is no room there, or that somebody else finds, goes on the sheet '{EVIDENCE}'. What
        bears on several criteria is written once, with the other codes under 'Also bears on'.""",
    ),
    (
        "4",
        f"""Choose from the list where a cell has one; the sheet '{WORDS}' says what each word means. Write dates as
        2026-03-31. Where a cell takes several words, part them with commas.""",
    ),
    (
        "5",
        """You may move columns, sort whole rows and add columns of your own. Do not rename sheets or headings, and do
        not merge cells.""",
    ),
    (
        "6",
        """When you have done: inclead workbook read FILE -o DIR says all that is wrong, with sheet and cell, or makes
        the folder. Where several of you fill in copies: inclead workbook merge.""",
    ),
)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet.

    Attributes:
        columns: its headings.
        rows: text by heading.
        form: what is filled in on it; ``None`` where nothing is.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, str]]
    form: Form | None = None


def pages(book: Book, framework: Framework, conflicts: Sequence[Conflict] = ()) -> list[Page]:
    """Return all sheets of a workbook in their order."""
    sheets = {n: form for n, form in forms(framework).items() if form.stage or n in book.rows}
    made = [_cover(sheets, framework)]
    for form in sheets.values():
        if form.stage:
            made.append(_stage(form, form.stage, book, framework))
        elif form.upright:
            made.append(_upright(form, book.rows[form.name]))
        else:
            made.append(_filled(form, book.rows[form.name]))
    if book.network:
        made += [
            Page(one.name, list(one.columns), [_as_text(row) for row in one.rows]) for one in sheets_of(book.network)
        ]
    if conflicts:
        made.insert(1, _conflicts(conflicts))
    return [*made, _words(framework)]


def _as_text(row: Mapping[str, Cell]) -> Mapping[str, str]:
    return {name: written(value) for name, value in row.items()}


def _cover(sheets: Mapping[str, Form], framework: Framework) -> Page:
    steps = [(name, " ".join(text.split())) for name, text in _STEPS]
    about = [
        (f"Sheet '{f.name}'", f"{f.stage.label}: {f.stage.definition}" if f.stage else f"{f.about} {f.warning}".strip())
        for f in sheets.values()
    ]
    ids = [
        (FORMAT_LINE, str(FORMAT)),
        (ONTOLOGY_LINE, framework.version),
        ("Toolkit", f"edition {framework.edition}"),
        ("", "Leave these three lines as they are: by them, this file can still be read in years to come."),
    ]
    rows = [{"Inclusion assessment": name, "How to fill it in": text} for name, text in (*steps, *about, *ids)]
    return Page(ABOUT, ("Inclusion assessment", "How to fill it in"), rows)


def _stage(form: Form, stage: Stage, book: Book, framework: Framework) -> Page:
    pro, contra = framework.words("claim")
    code, criterion, what, so_far = (column.heading for column in form.columns[:4])
    counts = _counts(book.rows[EVIDENCE])
    rows: list[Mapping[str, str]] = []
    for name in stage.factors:
        factor = framework.factors[name]
        rows.append({code: name, criterion: factor.label, what: factor.definition})
        for one in (framework.criteria[name] for name in factor.criteria):
            places = "; ".join(map(str, one.passages))
            rows.append(
                {
                    code: one.id,
                    criterion: one.label,
                    what: f"{one.definition} ({places})",
                    so_far: shown(counts[one.id, pro], counts[one.id, contra]),
                }
            )
    return Page(form.name, [column.heading for column in form.columns], rows, form)


def _counts(rows: Sequence[Row]) -> Counter[tuple[str, str]]:
    return Counter(
        (code, row.values.get("Claim", "")) for row in rows for code in row.values.get("Criteria", "").split(", ")
    )


def shown(supports: int, refutes: int) -> str:
    """Say how much evidence there is on a criterion, with signs that need no colour."""
    if not supports and not refutes:
        return "○ none"
    return f"● {supports} for" + (f", ▲ {refutes} against" if refutes else "")


def _upright(form: Form, rows: Sequence[Row]) -> Page:
    values = rows[0].values if rows else {}
    lines = [
        {"Field": name, "Value": values.get(name, ""), "What it is": column.hint} for name, column in form.read.items()
    ]
    return Page(form.name, ("Field", "Value", "What it is"), lines, form)


def _filled(form: Form, rows: Sequence[Row]) -> Page:
    extra = dict.fromkeys(name for row in rows for name in row.extra)
    columns = [*(column.heading for column in form.columns), *extra]
    return Page(form.name, columns, [{**row.values, **row.extra} for row in rows], form)


def _words(framework: Framework) -> Page:
    rows = [
        {"List": name, "Word": word, "What it means": meaning}
        for name, words in words_of(framework).items()
        for word, meaning in words.items()
    ]
    return Page(WORDS, ("List", "Word", "What it means"), rows)


def _conflicts(conflicts: Sequence[Conflict]) -> Page:
    rows = [row for one in conflicts for row in _sides(one)]
    return Page(CONFLICTS, _CONFLICT, rows)


def _sides(one: Conflict) -> Iterator[Mapping[str, str]]:
    for person, side in one.sides.items():
        values = (one.sheet, one.record, one.field, person, side.where, side.value)
        stands = "yes" if side.value == one.stands else "no"
        yield dict(zip(_CONFLICT, (*values, stands, side.hangs), strict=True))
