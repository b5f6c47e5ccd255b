"""Three roads to the worker that reads old formats.

- A process of its own, as a rule: a library in native code may abort or swallow all memory on a hostile file, and then
  takes only itself down.
- The frozen program itself, started once more, where there is no Python to start.
- A direct call where a system has no processes (WebAssembly, whose memory is bounded by the page around it).

A fault of the worker is no fault of the file: each has its own sentence, and none of them says that the file is damaged.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ... import frozen
from ..archive.errors import UnreadableFile
from ..archive.limits import MAX_ALL_TEXT, MAX_CELLS

SECONDS = 20.0
MOST_OUTPUT = 64 << 20  # bytes of JSON: with as many cells as we take, it is far more text than we take
_WORKER = Path(__file__).with_name("worker.py")
_WITHOUT_PROCESSES = frozenset({"emscripten", "wasi", "ios", "tvos", "watchos"})


def ask(data: bytes, kind: str) -> dict[str, Any]:
    """What the worker says of a file; ``kind`` is ``.xls``, ``.ods`` or ``.xlsb``.

    Raises UnreadableFile where the worker could not do its work: calamine is missing, it could not be started, was
    stopped, or took too long; and where it found more text than a budget workbook ever has.
    """
    folder = _folder_of_calamine()
    if folder is None:
        raise UnreadableFile("salvage-missing", {"kind": kind})
    answer = _by_process(data, kind, folder) if _has_processes() else _directly(data, kind)
    if answer.get("error") == "missing":
        raise UnreadableFile("salvage-missing", {"kind": kind})
    return answer


def _folder_of_calamine() -> str | None:
    """Where the library is found, looked up without loading it; an isolated Python knows only some such folders."""
    from importlib.util import find_spec

    spec = find_spec("python_calamine")
    return None if spec is None or spec.origin is None else str(Path(spec.origin).parent.parent)


def _has_processes() -> bool:
    try:
        import subprocess  # noqa: F401  (a Python built without it is as good as a system without processes)
    except ImportError:
        return False
    return sys.platform not in _WITHOUT_PROCESSES


def _by_process(data: bytes, kind: str, folder: str) -> dict[str, Any]:
    import signal  # only an old file needs these
    import subprocess

    try:
        done = subprocess.run(_command(folder), input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableFile("salvage-slow", {"kind": kind}) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadableFile("salvage-start", {"kind": kind, "reason": reason}) from None
    if done.returncode and -done.returncode == getattr(signal, "SIGXCPU", 0):  # its own limit, where the system has one
        raise UnreadableFile("salvage-slow", {"kind": kind})
    if len(done.stdout) > MOST_OUTPUT:
        raise UnreadableFile("all-text", {"limit": MAX_ALL_TEXT})
    try:
        answer = None if done.returncode else json.loads(done.stdout)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise UnreadableFile("salvage-stopped", {"kind": kind})
    return answer


def _command(folder: str) -> list[str]:
    """How the worker is started. Python runs isolated, so that no module of the working folder gets in."""
    if frozen.is_frozen():
        return [sys.executable, frozen.SALVAGE, str(MAX_CELLS)]
    return [sys.executable, "-I", "-X", "utf8", str(_WORKER), str(MAX_CELLS), folder]


def _directly(data: bytes, kind: str) -> dict[str, Any]:
    from .worker import answer

    try:
        return answer(data, MAX_CELLS)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of native code is no Exception
        raise UnreadableFile("salvage-stopped", {"kind": kind}) from None
