"""A clerk in LibreOffice: opens a workbook, goes to cells and types, inserts rows, copies and renames sheets, saves.

Run with the system's Python, which has ``uno``: ``/usr/bin/python3 clerk.py WORK.json``. The file lists what to do, one
step after another: ``["open", path]``, ``["type", sheet, cell, text]``, ``["insert_rows", sheet, row, count]``, ``["delete_rows", sheet, row, count]``,
``["copy_cells", sheet, from, to]``,
``["copy_sheet", sheet, new]``, ``["rename_sheet", sheet, new]``, ``["delete_sheet", sheet]``, ``["save", path]``, ``["close"]``.

Each document is opened hidden, in an office process of its own, with a profile that is thrown away: so it works with the
build that has no windows, too (``libreoffice-calc-nogui``). What was found with that build (7.4):

- A visible document ends the process. In a hidden one ``.uno:GoToCell`` and ``.uno:EnterString`` work, but not for long:
  a dialog (typing into a locked cell) ends the process at once, and after a sheet was copied or deleted a task of the view
  ends it a little later.
- ``FormulaLocal`` of a cell goes the same way as typing, without a view: text is parsed by the office's locale and the
  cell's format (``1,234.5``, ``55%``, ``2022-03-04``, ``=1+2``; ``007`` stays a text in a text cell), and in a protected
  sheet a locked cell stays as it is.
- The process ends with its last document, so each has its own. A document that a dead office had open does not open
  again as long as the lock file beside it is there.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
PATIENCE = 60  # seconds for LibreOffice to start


def value(name, content):
    found = PropertyValue()
    found.Name, found.Value = name, content
    return found


class Office:
    """An office process with a profile of its own."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="clerk-")
        pipe = Path(self.profile.name).name
        self.process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={Path(self.profile.name).as_uri()}", f"--accept=pipe,name={pipe};urp;", "--headless", "--norestore"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            context = connected(pipe)
        except BaseException:
            self.end()
            raise
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def leave(self, document):
        """Close its only document, and end it. It may be gone as soon as the document is: everything has been saved."""
        with contextlib.suppress(DisposedException):
            document.close(True)
            self.desktop.terminate()
        self.end(10)

    def end(self, patience=0):
        """Wait for it to end by itself for some seconds, then end it."""
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # soffice is a script: the office itself is a child of it
            self.process.wait(10)
        self.profile.cleanup()


class Clerk:
    """Someone at work on one document after another. Steps are the methods."""

    def __init__(self):
        self.office, self.document = None, None

    def open(self, path):
        self.office = Office()
        self.document = self.office.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (value("Hidden", True),))
        if self.document is None:
            raise SystemExit(f"LibreOffice does not open {path}")

    def _sheet(self, name):
        return self.document.Sheets.getByName(name)

    def type(self, sheet, cell, text):
        """Type into a cell: the office parses the text as typed, by the cell's format, and a locked cell stays as it is."""
        self._sheet(sheet).getCellRangeByName(cell).FormulaLocal = text

    def insert_rows(self, sheet, row, count):
        """Insert rows above ``row``, after taking off the protection, which has no password."""
        target = self._sheet(sheet)
        if target.isProtected():
            target.unprotect("")
        target.Rows.insertByIndex(row - 1, count)

    def copy_cells(self, sheet, source, target):
        """Copy cells with their formulas and formats onto others, after taking off the protection."""
        cells = self._sheet(sheet)
        if cells.isProtected():
            cells.unprotect("")
        cells.copyRange(cells.getCellRangeByName(target).CellAddress, cells.getCellRangeByName(source).RangeAddress)

    def delete_rows(self, sheet, row, count):
        """Delete rows from ``row`` on, after taking off the protection."""
        target = self._sheet(sheet)
        if target.isProtected():
            target.unprotect("")
        target.Rows.removeByIndex(row - 1, count)

    def copy_sheet(self, sheet, new):
        names = list(self.document.Sheets.ElementNames)
        self.document.Sheets.copyByName(sheet, new, names.index(sheet) + 1)

    def rename_sheet(self, sheet, new):
        self._sheet(sheet).Name = new

    def delete_sheet(self, sheet):
        self.document.Sheets.removeByName(sheet)

    def save(self, path):
        target = Path(path)
        self.document.storeToURL(target.as_uri(), (value("FilterName", FILTERS[target.suffix]),))

    def close(self):
        self.office.leave(self.document)
        self.office, self.document = None, None


def connected(pipe):
    """The context of the running office, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def main(steps):
    clerk = Clerk()
    try:
        for verb, *given in steps:
            getattr(clerk, verb)(*given)
    finally:
        if clerk.office is not None:  # a step failed
            clerk.office.end()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
