"""What happens to a completed workbook between filling in and sending back, done to the file as programs and people do it.

:class:`Book` edits the XML of an .xlsx file: inserting a row moves what Excel would move (cells, merges, defined names);
``by_openpyxl`` lets openpyxl do it, which moves cells only. Nothing here knows what the reader makes of it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from budgetxl.values import column_letters, column_number

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_REF = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_FIXED = r"$\2$\4"
Moved = Callable[[int], int | None]


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def split(ref: str) -> tuple[int, int]:
    match = _REF.fullmatch(ref)
    assert match, ref
    return int(match[4]), column_number(match[2])


def join(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


class Book:
    """An .xlsx file whose sheets can be edited, by their names, in the XML."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.workbook = etree.fromstring(self.parts["xl/workbook.xml"])
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        targets = {relation.get("Id"): posixpath.join("/xl", relation.get("Target"))[1:] for relation in relations}
        self.files = {sheet.get("name"): targets[sheet.get(f"{{{RELS}}}id")] for sheet in self._sheets()}
        self.trees = {name: etree.fromstring(self.parts[file]) for name, file in self.files.items()}

    def __bytes__(self) -> bytes:
        parts = dict(self.parts)
        parts["xl/workbook.xml"] = etree.tostring(self.workbook, xml_declaration=True, encoding="UTF-8", standalone=True)
        for name, tree in self.trees.items():
            parts[self.files[name]] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    # ── sheets

    def _sheets(self) -> list[Any]:
        return list(self.workbook.find(_q("sheets")))

    def _entry(self, name: str) -> Any:
        return next(sheet for sheet in self._sheets() if sheet.get("name") == name)

    def rename(self, old: str, new: str) -> None:
        self._entry(old).set("name", new)
        for name in self.names():
            name.text = name.text.replace(f"'{old}'!", f"'{new}'!").replace(f"{old}!", f"'{new}'!") if name.text else name.text
        self.files[new], self.trees[new] = self.files.pop(old), self.trees.pop(old)

    def delete(self, name: str) -> None:
        """Delete a sheet; names that pointed to it become #REF!, its own go with it."""
        place = self._sheets().index(self._entry(name))
        self.workbook.find(_q("sheets")).remove(self._entry(name))
        for one in self.names():
            local = one.get("localSheetId")
            if local is not None and int(local) == place:
                one.getparent().remove(one)
                continue
            if local is not None and int(local) > place:
                one.set("localSheetId", str(int(local) - 1))
            one.text = re.sub(rf"'?{re.escape(name)}'?!\S+", "#REF!", one.text)
        del self.trees[name], self.files[name]

    def move(self, name: str, to: int) -> None:
        """Move a sheet to another place among the tabs; local names keep their sheet."""
        before = [sheet.get("name") for sheet in self._sheets()]
        sheets, entry = self.workbook.find(_q("sheets")), self._entry(name)
        sheets.remove(entry)
        sheets.insert(to, entry)
        after = [sheet.get("name") for sheet in self._sheets()]
        for one in self.names():
            if one.get("localSheetId") is not None:
                one.set("localSheetId", str(after.index(before[int(one.get("localSheetId"))])))

    def copy(self, name: str, new: str, names: bool = True) -> None:
        """Copy a sheet to the end, with its local names, as Excel does, or without, as some programs do."""
        number = len(self.files) + 50
        self.files[new] = f"xl/worksheets/sheet{number}.xml"
        self.trees[new] = deepcopy(self.trees[name])
        relations = etree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        kind = f"{RELS}/worksheet"
        etree.SubElement(relations, f"{{{PACKAGE}}}Relationship", Id=f"rCopy{number}", Type=kind, Target=f"worksheets/sheet{number}.xml")
        self.parts["xl/_rels/workbook.xml.rels"] = etree.tostring(relations)
        place = [sheet.get("name") for sheet in self._sheets()].index(name)
        entry = etree.SubElement(self.workbook.find(_q("sheets")), _q("sheet"), name=new, sheetId=str(number))
        entry.set(f"{{{RELS}}}id", f"rCopy{number}")
        for one in self.names() if names else []:
            if one.get("localSheetId") == str(place) and not one.get("name").startswith("_xlnm"):
                other = deepcopy(one)
                other.set("localSheetId", str(len(self._sheets()) - 1))
                other.text = other.text.replace(f"'{name}'!", f"'{new}'!").replace(f"{name}!", f"'{new}'!")
                one.getparent().append(other)

    # ── names

    def names(self) -> list[Any]:
        found = self.workbook.find(_q("definedNames"))
        return [] if found is None else list(found)

    def drop_names(self, keep: str = "") -> None:
        """Lose the defined names, all but those that begin with ``keep``."""
        for one in self.names():
            if not keep or not one.get("name").startswith(keep):
                one.getparent().remove(one)

    def break_names(self, start: str) -> None:
        for one in self.names():
            if one.get("name").startswith(start):
                one.text = "#REF!"

    def point(self, name: str, to: str) -> None:
        """Point a name at another cell of its sheet."""
        for one in self.names():
            if one.get("name") == name:
                one.text = f"{one.text.rpartition('!')[0]}!{to}"

    # ── cells

    def rows(self, sheet: str) -> Any:
        return self.trees[sheet].find(_q("sheetData"))

    def row(self, sheet: str, number: int) -> Any:
        data = self.rows(sheet)
        for row in data:
            if int(row.get("r")) == number:
                return row
            if int(row.get("r")) > number:
                new = etree.Element(_q("row"), r=str(number))
                row.addprevious(new)
                return new
        return etree.SubElement(data, _q("row"), r=str(number))

    def cell(self, sheet: str, ref: str) -> Any:
        number, column = split(ref)
        row = self.row(sheet, number)
        for one in row:
            if split(one.get("r"))[1] == column:
                return one
            if split(one.get("r"))[1] > column:
                new = etree.Element(_q("c"), r=ref)
                one.addprevious(new)
                return new
        return etree.SubElement(row, _q("c"), r=ref)

    def put(self, sheet: str, ref: str, value: object, kind: str = "", style: str | None = None) -> None:
        """Type a value over a cell: a text, a number, an error (``kind="e"``); None clears it."""
        cell = self.cell(sheet, ref)
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if style is not None:
            cell.set("s", style)
        if isinstance(value, str) and not kind:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, _q("is")), _q("t"))
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif value is not None:
            if kind:
                cell.set("t", kind)
            etree.SubElement(cell, _q("v")).text = str(value)

    def formula(self, sheet: str, ref: str, text: str, result: object = None) -> None:
        """Type a formula; without a result it was never calculated."""
        self.put(sheet, ref, result)
        cell = self.cell(sheet, ref)
        formula = etree.Element(_q("f"))
        formula.text = text
        cell.insert(0, formula)

    def result(self, sheet: str, ref: str, value: object) -> None:
        """Replace only the stored result of a formula; None loses it."""
        cell = self.cell(sheet, ref)
        for child in cell.findall(_q("v")):
            cell.remove(child)
        cell.attrib.pop("t", None)
        if value is not None:
            etree.SubElement(cell, _q("v")).text = str(value)

    def text(self, sheet: str, ref: str) -> str:
        """The text that a cell holds, of whatever type."""
        cell = self.cell(sheet, ref)
        value = cell.findtext(_q("v"))
        if cell.get("t") != "s":
            return value or "".join(cell.itertext())
        strings = etree.fromstring(self.parts["xl/sharedStrings.xml"])
        return "".join(strings[int(value)].itertext())

    def style(self, code: str) -> str:
        """A cell style with this number format, added to the file's."""
        styles = etree.fromstring(self.parts["xl/styles.xml"])
        formats = styles.find(_q("numFmts"))
        if formats is None:
            formats = etree.Element(_q("numFmts"))
            styles.insert(0, formats)
        number = str(900 + len(formats))
        etree.SubElement(formats, _q("numFmt"), numFmtId=number, formatCode=code)
        cells = styles.find(_q("cellXfs"))
        etree.SubElement(cells, _q("xf"), numFmtId=number, fontId="0", fillId="0", borderId="0", xfId="0", applyNumberFormat="1")
        self.parts["xl/styles.xml"] = etree.tostring(styles)
        return str(len(cells) - 1)

    # ── rows and columns, as a spreadsheet program moves them

    def insert_rows(self, sheet: str, at: int, count: int = 1) -> None:
        """Insert blank rows above row ``at``."""
        self._shift(sheet, lambda row: row + count if row >= at else row, lambda column: column)

    def delete_rows(self, sheet: str, at: int, count: int = 1) -> None:
        self._shift(sheet, lambda row: row if row < at else None if row < at + count else row - count, lambda column: column)

    def insert_columns(self, sheet: str, at: int, count: int = 1) -> None:
        """Insert blank columns left of column ``at``."""
        self._shift(sheet, lambda row: row, lambda column: column + count if column >= at else column)

    def delete_columns(self, sheet: str, at: int, count: int = 1) -> None:
        self._shift(sheet, lambda row: row, lambda column: column if column < at else None if column < at + count else column - count)

    def _shift(self, sheet: str, row_to: Moved, column_to: Moved) -> None:
        for row in list(self.rows(sheet)):
            number = row_to(int(row.get("r")))
            if number is None:
                row.getparent().remove(row)
                continue
            row.set("r", str(number))
            for cell in list(row):
                column = column_to(split(cell.get("r"))[1])
                if column is None:
                    row.remove(cell)
                else:
                    cell.set("r", join(number, column))
        for merge in self.trees[sheet].iter(_q("mergeCell")):
            area = _moved(merge.get("ref"), row_to, column_to)
            merge.set("ref", area or "XFD1:XFD2")
        for name in self.names():
            if re.match(rf"'?{re.escape(sheet)}'?!", name.text or "") and not name.get("name").startswith("_xlnm"):
                start, _, area = name.text.rpartition("!")
                moved = _moved(area.replace("$", ""), row_to, column_to)
                name.text = f"{start}!{_REF.sub(_FIXED, moved) if moved else '#REF!'}"

    def unmerge(self, sheet: str) -> None:
        merges = self.trees[sheet].find(_q("mergeCells"))
        if merges is not None:
            merges.getparent().remove(merges)

    def merge(self, sheet: str, area: str) -> None:
        merges = self.trees[sheet].find(_q("mergeCells"))
        if merges is None:
            merges = etree.Element(_q("mergeCells"))
            self.rows(sheet).addnext(merges)
        etree.SubElement(merges, _q("mergeCell"), ref=area)

    def hide_rows(self, sheet: str, first: int, last: int) -> None:
        for number in range(first, last + 1):
            self.row(sheet, number).set("hidden", "1")

    def hide(self, sheet: str, state: str = "hidden") -> None:
        self._entry(sheet).set("state", state)

    def filter(self, sheet: str, area: str) -> None:
        self.rows(sheet).addnext(etree.Element(_q("autoFilter"), ref=area))

    def cut(self, sheet: str, area: str, to: str, ref: str) -> None:
        """Cut an area and paste it with its corner at ``ref`` of another sheet or the same: cells, merges and names go with it."""
        (top, left), (bottom, right) = map(split, area.split(":"))
        down, over = split(ref)[0] - top, split(ref)[1] - left
        taken = [cell for row in self.rows(sheet) for cell in row if top <= split(cell.get("r"))[0] <= bottom and left <= split(cell.get("r"))[1] <= right]
        for cell in taken:
            cell.getparent().remove(cell)
        for cell in taken:
            row, column = split(cell.get("r"))
            target = self.cell(to, join(row + down, column + over))
            cell.set("r", target.get("r"))
            target.getparent().replace(target, cell)

        def inside(one: str) -> bool:
            return all(top <= row <= bottom and left <= column <= right for row, column in map(split, one.split(":")))

        for merge in list(self.trees[sheet].iter(_q("mergeCell"))):
            if inside(merge.get("ref")):
                merge.getparent().remove(merge)
                self.merge(to, _moved(merge.get("ref"), lambda row: row + down, lambda column: column + over) or "")
        for name in self.names():
            start, _, place = (name.text or "").rpartition("!")
            if start.strip("'") == sheet and _REF.match(place) and inside(place.replace("$", "")):
                moved = _moved(place.replace("$", ""), lambda row: row + down, lambda column: column + over) or ""
                name.text = f"'{to}'!{_REF.sub(_FIXED, moved)}"

    def swap_cells(self, sheet: str, one: str, other: str) -> None:
        """Exchange what two cells hold: sorting does that, and leaves names where they are."""
        first, second = self.cell(sheet, one), self.cell(sheet, other)
        first.set("r", other)
        second.set("r", one)
        marker = etree.Element("marker")
        first.addprevious(marker)
        second.addprevious(first)
        marker.addprevious(second)
        marker.getparent().remove(marker)

    def edit(self, part: str, pattern: str, replacement: str) -> None:
        """Rewrite the text of a part that no method here keeps a tree of."""
        text = self.parts[part].decode()
        changed = re.sub(pattern, replacement, text)
        assert changed != text, f"nothing to change in {part}"
        self.parts[part] = changed.encode()


def _moved(area: str, row_to: Moved, column_to: Moved) -> str | None:
    """An area after its cells have moved: an edge that is deleted gives way inwards; None where nothing is left."""
    refs = [split(ref) for ref in area.split(":")]
    (top, left), (bottom, right) = refs[0], refs[-1]
    rows = [number for row in range(top, min(bottom, top + 5_000) + 1) if (number := row_to(row)) is not None]
    columns = [number for column in range(left, right + 1) if (number := column_to(column)) is not None]
    if not rows or not columns:
        return None
    first, last = join(min(rows), min(columns)), join(max(rows), max(columns))
    return first if len(refs) == 1 else f"{first}:{last}"


def by_openpyxl(data: bytes, change: Callable[[Any], object]) -> bytes:
    """Load a workbook with openpyxl, change it, save it: formulas lose their results, names stay where they were."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(data: bytes, *changes: Callable[[Book], object]) -> bytes:
    """A workbook after these changes to its XML, one after another."""
    book = Book(data)
    for change in changes:
        change(book)
    return bytes(book)


def texts_of(book: Book, sheet: str) -> Iterator[tuple[str, str]]:
    """The cells of a sheet that hold text, with it."""
    for cell in book.trees[sheet].iter(_q("c")):
        if cell.get("t") in ("s", "inlineStr"):
            yield cell.get("r"), book.text(sheet, cell.get("r"))
