"""What a bundle is made of, fetched from npm and PyPI and held against the lock file: a name, a version, a hash.

Nothing is taken whose hash is another. ``npm`` and ``pip`` know where their registries are; no address is written here.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "page.lock.json"
WASM = ("--only-binary=:all:", "--implementation", "cp", "--python-version", "3.14", "--platform", "pyemscripten_2026_0_wasm32")


class NotFetched(Exception):
    """Something could not be fetched, or is not what the lock file says; ``str`` is a Chinese sentence."""


def fetched(kept: Path) -> dict[str, Path]:
    """The files of the lock by name, in the folder ``kept``; those that are there already are held against the lock once more."""
    kept.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, one in lock().items():
        path = kept / one["file"]
        if not path.is_file() or digest_of(path) != one["sha256"]:
            fetch(name, one, kept)
        if not path.is_file():
            raise NotFetched(f"没有取到 {one['file']}（{name} {one['version']}）")
        if digest_of(path) != one["sha256"]:
            raise NotFetched(f"{one['file']} 的内容与 page.lock.json 所记的不符，没有使用")
        found[name] = path
    return found


def lock() -> Mapping[str, Mapping[str, Any]]:
    """The lock file: by name the source (``npm``, ``wheel``, ``wasm-wheel``, ``sdist``), the version, the file and its SHA-256."""
    locked: dict[str, dict[str, Any]] = json.loads(LOCK.read_text(encoding="utf-8"))
    return locked


def fetch(name: str, one: Mapping[str, Any], into: Path) -> None:
    """Fetch one package. Raises NotFetched with what the program said that was asked."""
    if one["source"] == "npm":
        command = ["npm", "pack", "--silent", f"{name}@{one['version']}"]
    else:
        options = {"wheel": ("--only-binary=:all:",), "wasm-wheel": WASM, "sdist": ("--no-binary=:all:",)}[one["source"]]
        quiet = ("--quiet", "--disable-pip-version-check", "--no-deps")
        command = [sys.executable, "-m", "pip", "download", *quiet, *options, f"{name}=={one['version']}"]
    try:
        done = subprocess.run(command, cwd=into, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    except FileNotFoundError:
        raise NotFetched(f"没有找到 {command[0]}，取不到 {name}") from None
    except subprocess.TimeoutExpired:
        raise NotFetched(f"取 {name} 等了 5 分钟没有结果") from None
    if done.returncode:
        raise NotFetched(f"没有取到 {name} {one['version']}：{(done.stderr or done.stdout).strip()[-400:]}")


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
