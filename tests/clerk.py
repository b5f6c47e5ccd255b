"""A clerk in LibreOffice: opens a workbook, goes to cells and types, inserts rows, copies and renames sheets, saves.

Run with the system's Python, which has ``uno``: ``/usr/bin/python3 clerk.py WORK.json``. The file lists what to do, one
step after another: ``["open", path]``, ``["type", sheet, cell, text]``, ``["insert_rows", sheet, row, count]``,
``["copy_sheet", sheet, new]``, ``["rename_sheet", sheet, new]``, ``["delete_sheet", sheet]``, ``["save", path]``, ``["close"]``.
LibreOffice runs without a screen and with a profile of its own, which is thrown away.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8", ".xls": "MS Excel 97"}
PATIENCE = 60  # seconds for LibreOffice to start


def value(name, content):
    found = PropertyValue()
    found.Name, found.Value = name, content
    return found


class Clerk:
    """One office session. Steps are its methods."""

    def __init__(self, desktop, dispatcher):
        self.desktop, self.dispatcher, self.document = desktop, dispatcher, None

    def open(self, path):
        self.document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, ())
        if self.document is None:
            raise SystemExit(f"LibreOffice does not open {path}")

    def _sheet(self, name):
        return self.document.Sheets.getByName(name)

    def _dispatch(self, command, **values):
        frame = self.document.CurrentController.Frame
        given = tuple(value(name, content) for name, content in values.items())
        self.dispatcher.executeDispatch(frame, f".uno:{command}", "", 0, given)

    def type(self, sheet, cell, text):
        """Go to a cell and type, as a person does: what is typed is parsed, and a locked cell stays as it is."""
        self.document.CurrentController.setActiveSheet(self._sheet(sheet))
        self._dispatch("GoToCell", ToPoint=cell)
        self._dispatch("EnterString", StringName=text)

    def insert_rows(self, sheet, row, count):
        """Insert rows above ``row``, after taking off the protection, which has no password."""
        target = self._sheet(sheet)
        if target.isProtected():
            target.unprotect("")
        target.Rows.insertByIndex(row - 1, count)

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
        self.document.close(True)
        self.document = None


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
    with tempfile.TemporaryDirectory(prefix="clerk-") as profile:
        pipe = Path(profile).name
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;", "--headless", "--norestore"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            context = connected(pipe)
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
            clerk = Clerk(desktop, dispatcher)
            for verb, *given in steps:
                getattr(clerk, verb)(*given)
            desktop.terminate()
        finally:
            try:
                office.wait(10)
            except subprocess.TimeoutExpired:
                office.kill()


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
