"""LibreOffice, where it is installed: a Word file or a workbook as a PDF, with the page numbers that it works out."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from ..common import Failure
from ..messages import say

if TYPE_CHECKING:
    import subprocess

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 180


def refuse_without_office(path: str) -> str:
    """The program that makes PDFs. Raises Failure, which names the file that was wanted, where there is none."""
    import shutil

    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise Failure(say("no_office", path=path))
    return found


def to_pdf(data: bytes, suffix: str, path: str) -> bytes:
    """A file of that suffix as a PDF, made in a folder that is thrown away, with a profile of its own. ``path`` is what it is for.

    Raises Failure where LibreOffice is not there, does not finish in time, or gives nothing.
    """
    import subprocess
    import tempfile

    program = refuse_without_office(path)
    with tempfile.TemporaryDirectory(prefix="budgetxl-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        given = folder / f"budgetxl{suffix}"
        given.write_bytes(data)
        profile = (folder / "profile").as_uri()
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", "pdf", "--outdir", name, str(given)]
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(  # in a group of its own, since it starts others
            command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=os.name == "posix"
        )
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Failure(say("office_slow", path=path, seconds=SECONDS)) from None
        finally:
            _end(process)
        made = given.with_suffix(".pdf")
        if not made.is_file() or not made.stat().st_size:
            raise Failure(say("office_failed", path=path))
        return made.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it has started, where it has not ended by itself."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
