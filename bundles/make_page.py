"""``make page``: the program as one HTML file that any browser opens from disk, the same bytes each time.

    python bundles/make_page.py [--lock] [--output FILE] [--work FOLDER]

``--lock`` writes the lock file anew from the versions that it names, for whoever raises one of them.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from fetching import LOCK, NotFetched, digest_of, fetch, fetched, lock  # noqa: E402

from budgetxl.desk.page import page_alone  # noqa: E402

BUILD = ROOT / "build" / "page"
PAGE = ROOT / "dist" / "预算公开工作台.html"
WRITTEN = 315532800  # 1980-01-01: compiling.mjs gives its files the same time
MOST_BYTES = 14_000_000
_FIRST = "self.importScripts = undefined; // the interpreter takes a worker that has it for one in which it can't run"
LEFT_OUT = ("cli", "server", "__pycache__")  # of budgetxl: the page has no terminal, and nobody to serve


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lock", action="store_true")
    options.add_argument("--output", type=Path, default=PAGE)
    options.add_argument("--work", type=Path, default=BUILD / "work")
    given = options.parse_args(arguments)
    try:
        if given.lock:
            _lock_anew()
            return 0
        print("取 pyodide 和程序库（已经取过的不再取）")
        files = fetched(BUILD / "fetched")
        print("用页面里的解释器编译程序")
        interpreter, made = _compiled(files, given.work)
        page = page_alone(_parts(interpreter, made), sources_digest()).encode()
    except NotFetched as error:
        print(error, file=sys.stderr)
        return 2
    given.output.parent.mkdir(exist_ok=True)
    given.output.write_bytes(page)
    print(f"{given.output.name}  {len(page) / 1_000_000:.2f} MB  SHA-256 {digest_of(given.output)}")
    if len(page) > MOST_BYTES:
        print(f"超过了 {MOST_BYTES // 1_000_000} MB", file=sys.stderr)
        return 1
    return 0


def sources_digest() -> str:
    """A checksum of all that a page is made of: the program, the forms, these scripts, the lock file."""
    found = hashlib.sha256()
    for folder in (ROOT / "budgetxl", ROOT / "templates", HERE):
        for path in _below(folder):
            if not any(part in LEFT_OUT for part in path.relative_to(folder).parts):
                data = path.read_bytes()
                found.update(f"{path.relative_to(ROOT).as_posix()}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def is_of_today(page: Path) -> bool:
    """Whether there is a page, made of the sources as they are now."""
    return page.is_file() and f'content="{sources_digest()}"'.encode() in page.read_bytes()[:4000]


def _lock_anew() -> None:
    into = BUILD / "fetched"
    into.mkdir(parents=True, exist_ok=True)
    locked = {name: dict(one) for name, one in lock().items()}
    for name, one in locked.items():
        before = set(into.iterdir())
        fetch(name, one, into)
        (path,) = [*(set(into.iterdir()) - before)] or [into / one["file"]]
        one |= {"file": path.name, "sha256": digest_of(path)}
    LOCK.write_text(json.dumps(locked, indent=2) + "\n", encoding="utf-8")


def _compiled(files: dict[str, Path], work: Path) -> tuple[Path, Path]:
    """The folder of the interpreter, and that of the compiled standard library and packages."""
    shutil.rmtree(work, ignore_errors=True)
    with tarfile.open(files["pyodide"]) as packed:
        packed.extractall(work, filter="data")
    tree, out = work / "tree", work / "out"
    for path in files.values():
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                wheel.extractall(tree, [name for name in wheel.namelist() if ".dist-info/" not in name and ".data/" not in name])
    _without_its_c_part(files["markupsafe"], tree)
    shutil.copytree(ROOT / "budgetxl", tree / "budgetxl", ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copytree(ROOT / "templates", tree / "budgetxl" / "templates", ignore=shutil.ignore_patterns("__pycache__"))
    command = ["node", str(HERE / "compiling.mjs"), str(work / "package"), str(tree), str(out)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NotFetched("没有找到 node，页面里的程序要用它来编译") from None
    if done.returncode:
        raise NotFetched(f"编译没有成功：{done.stderr[-1500:]}")
    return work / "package", out


def _without_its_c_part(archive: Path, tree: Path) -> None:
    """MarkupSafe's own Python, which it falls back to; it has no wheel without compiled code."""
    with tarfile.open(archive) as packed:
        for one in packed.getmembers():
            found = re.fullmatch(r"[^/]+/src/(markupsafe/\w+\.py)", one.name)
            data = packed.extractfile(one) if found else None
            if found and data is not None:
                target = tree / found[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data.read())


def _parts(interpreter: Path, made: Path) -> dict[str, str]:
    about = json.loads((interpreter / "pyodide-lock.json").read_text(encoding="utf-8"))["info"]
    return {
        "worker": _packed(_worker(interpreter).encode()),
        "wasm": _packed((interpreter / "pyodide.asm.wasm").read_bytes()),
        "stdlib": _packed((made / "stdlib.zip").read_bytes()),
        "site": _base64(_tar(made / "site")),
        "info": json.dumps(about, sort_keys=True),
    }


def _worker(interpreter: Path) -> str:
    """The worker's one classic script: the interpreter's loader, its module as a function, our own."""
    loader = (interpreter / "pyodide.js").read_text(encoding="utf-8")
    module = (interpreter / "pyodide.asm.mjs").read_text(encoding="utf-8")
    module, exports = re.subn(r"export default _createPyodideModule;", "const createPyodideModule = _createPyodideModule;", module)
    module, metas = re.subn(r"import\.meta\.url", "self.location.href", module)
    if (exports, metas) != (1, 3):
        raise NotFetched("pyodide 的程序和预料的不同，做不成一个脚本")
    own = (ROOT / "budgetxl" / "desk" / "assets" / "worker.js").read_text(encoding="utf-8")
    return "\n".join((_FIRST, re.sub(r"//# sourceMappingURL=.*", "", loader), module, own))


def _packed(data: bytes) -> str:
    return _base64(gzip.compress(data, 9, mtime=0))


def _tar(folder: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:xz", preset=9, format=tarfile.PAX_FORMAT) as packed:
        for path in _below(folder):
            about = tarfile.TarInfo(path.relative_to(folder).as_posix())
            about.size, about.mtime, about.mode = path.stat().st_size, WRITTEN, 0o644
            packed.addfile(about, io.BytesIO(path.read_bytes()))
    return out.getvalue()


def _below(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
