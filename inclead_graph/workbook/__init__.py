"""An assessment as a workbook: made for people to fill in, read back whole, and merged when several filled it in."""

from inclead_graph.workbook.bearing import with_findings
from inclead_graph.workbook.beside import Beside, beside_of, rows_beside
from inclead_graph.workbook.book import Book, Row, book_of
from inclead_graph.workbook.checking import assessment_of
from inclead_graph.workbook.folder import write_workspace
from inclead_graph.workbook.merging import Conflict, Merged, merge
from inclead_graph.workbook.reading import Reading, read_book
from inclead_graph.workbook.sheets import csv_sheets, workbook

__all__ = [
    "Beside",
    "Book",
    "Conflict",
    "Merged",
    "Reading",
    "Row",
    "assessment_of",
    "beside_of",
    "book_of",
    "csv_sheets",
    "merge",
    "read_book",
    "rows_beside",
    "with_findings",
    "workbook",
    "write_workspace",
]
