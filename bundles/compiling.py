"""What ``compiling.mjs`` runs first within the interpreter for WebAssembly: bytecode for every module that the program loads.

A module that it loads is there as bytecode alone; any other as source, which is smaller and would be compiled when asked for.
Of budgetxl both are there: what it keeps beside its bytecode is keyed by its source. Bytecode is never held against its
source ("unchecked hash"), so nothing depends on when a file was written.
"""

import importlib._bootstrap_external as bootstrap
import importlib.util
import pkgutil
import site
import sys
import zipfile
from importlib import import_module
from pathlib import Path

SITE = Path(site.getsitepackages()[0])
LEFT_OUT = (
    "_pyrepl/", "concurrent/", "curses/", "dbm/", "ensurepip/", "idlelib/", "lib2to3/", "multiprocessing/", "pydoc_data/", "sqlite3/",
    "tkinter/", "turtledemo/", "unittest/", "venv/", "wsgiref/", "xmlrpc/", "bdb.py", "cmd.py", "doctest.py", "ftplib.py", "imaplib.py",
    "mailbox.py", "modulefinder.py", "optparse.py", "pdb.py", "pickletools.py", "poplib.py", "profile.py", "pstats.py", "pydoc.py",
    "smtplib.py", "socketserver.py", "trace.py", "wave.py",
)
"""Of the standard library, what no page can use: debuggers, servers, mail, other processes. What the program loads is never left out."""


def load_all() -> None:
    """Load what any use of the page loads: every module of budgetxl, and what a workbook made, checked and rendered needs beside."""
    import budgetxl

    for found in pkgutil.walk_packages(budgetxl.__path__, "budgetxl."):
        if not found.name.endswith(("__main__", ".cluster", "word_template")):
            import_module(found.name)
    from budgetxl import verbs

    form = next(each for each in verbs.list_forms()[0] if each.default)
    blank = verbs.new_workbook(form.id)
    one = verbs.check_unit([verbs.SourceFile("blank.xlsx", blank)])
    list(verbs.annotated_copies(one))
    verbs.repair_workbook(verbs.SourceFile("blank.xlsx", blank))
    for kind in verbs.REPORT_FORMATS.values():
        verbs.report_file(kind, [one])
    for kind in verbs.NOTICE_FORMATS.values():
        verbs.notice_of(one, kind, draft=True)
    verbs.tables_of(one, draft=True)


def _bytecode(source: bytes, name: str) -> bytes:
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def _loaded() -> set[str]:
    return {file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}


def compile_library(loaded: set[str]) -> None:
    """The standard library as one archive, stored: the page packs all of itself once more."""
    original = next(Path(each) for each in sys.path if each.endswith(".zip"))
    with zipfile.ZipFile(original) as old, zipfile.ZipFile("/stdlib.zip", "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist()):
            data, path = old.read(name), f"{original}/{name}"
            if name.startswith(LEFT_OUT) and path not in loaded:
                continue
            if path in loaded:
                name, data = name + "c", _bytecode(data, path)
            if not name.endswith("/"):
                new.writestr(zipfile.ZipInfo(name), data)


def compile_packages(loaded: set[str]) -> None:
    """Bytecode of the packages, beside the source only for budgetxl."""
    for path in sorted(SITE.rglob("*.py")):
        if str(path) not in loaded:
            continue
        data = _bytecode(path.read_bytes(), str(path))
        if path.is_relative_to(SITE / "budgetxl"):
            kept = Path(importlib.util.cache_from_source(path))
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(data)
        else:
            path.with_suffix(".pyc").write_bytes(data)
            path.unlink()


sys.dont_write_bytecode = True
load_all()
found = _loaded()
compile_library(found)
compile_packages(found)
