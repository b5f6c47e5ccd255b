"""``make bundle``: the program as one folder with its own Python, for machines that have none.

    python bundles/make_bundle.py [FOLDER]

It is for the system that it is made on, and for no older one. On Windows the same line makes one for Windows.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from budgetxl.frozen import KEEP  # noqa: E402

NEEDED = {"PyInstaller": "pyinstaller", "docxtpl": "docxtpl"}


class NotMade(Exception):
    """The folder could not be made; ``str`` is a Chinese sentence."""


def main(arguments: list[str]) -> int:
    into = Path(arguments[0]) if arguments else ROOT / "dist"
    try:
        folder = made(into)
    except NotMade as error:
        print(error, file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}  {size / 1_000_000:.0f} MB")
    library, version = platform.libc_ver()
    if version:
        print(f"这里的系统是 {library} {version}：比它旧的系统上不保证能启动，要给那样的机器用，请在那样的系统上做")
    return 0


def made(into: Path) -> Path:
    """The folder of the frozen program, in the folder ``into``. Raises NotMade."""
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise NotMade(f"缺少 {'、'.join(missing)}；请先执行：pip install '.[bundle]'")
    folder = into.resolve() / f"budgetxl-{platform.system().lower()}-{platform.machine().lower()}"
    with tempfile.TemporaryDirectory(prefix="budgetxl-", ignore_cleanup_errors=True) as name:
        work, collected = Path(name) / "work", Path(name) / "collected"
        places = ["--workpath", str(work), "--distpath", str(collected)]
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(ROOT / "bundles" / "budgetxl.spec")]
        run(command, {"PYTHONPATH": str(ROOT), "PYINSTALLER_CONFIG_DIR": str(Path(name) / "cache")})
        program = collected / "budgetxl" / f"budgetxl{'.exe' if os.name == 'nt' else ''}"
        run([str(program), KEEP], {})
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(program.parent, folder)
    return folder


def run(command: list[str], more: dict[str, str]) -> None:
    """Run a program. Raises NotMade with the end of what it said where it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8", errors="replace", env={**os.environ, **more})
    if done.returncode:
        raise NotMade(f"没有做成（{' '.join(command[:3])}）：\n{(done.stderr or done.stdout).strip()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
