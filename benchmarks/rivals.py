"""What our writers are measured against: the same document with the library that people would take."""

from __future__ import annotations

import io

from budgetxl.notice.document import Contents, Document, Heading, PageBreak, Paragraph, Table, TitleLines, grid


def with_python_docx(document: Document) -> bytes:
    """A notice by python-docx: its tables cell by cell, as its documentation shows, which lists all cells (``_cells``) for each."""
    import docx

    file = docx.Document()
    for block in document.blocks:
        match block:
            case TitleLines():
                file.add_heading("\n".join(block.lines), 0)
            case Heading():
                file.add_heading(block.text, block.level)
            case Paragraph():
                file.add_paragraph(block.text)
            case PageBreak():
                file.add_page_break()
            case Table():
                places = grid(block)
                table = file.add_table(len(places), len(places[0]))
                for y, row in enumerate(places):
                    for x, (cell, begins) in enumerate(row):
                        if begins:
                            table.cell(y, x).text = cell.text
            case Contents():
                pass
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()
