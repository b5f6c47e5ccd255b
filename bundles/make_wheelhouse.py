"""``make wheelhouse PLATFORM=… PYTHON=…``: a folder of all that pip needs to install budgetxl on a machine without a network.

    python bundles/make_wheelhouse.py PLATFORM [PYTHON [FOLDER]]

What is missing is said, and nothing is left behind then. An extra may be asked for: ``win_amd64+template``.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from targets import PYTHONS, TARGETS, Target
from wheels import Wheel, chosen, wheels_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
#: Packages that do their work in Python where their compiled part is missing: made without it where there is no wheel.
WITH_OR_WITHOUT = frozenset({"markupsafe"})
COMPILED = (".so", ".pyd", ".dylib")


class NotMade(Exception):
    """The folder could not be made; ``str`` is a Chinese sentence."""


def main(arguments: Sequence[str]) -> int:
    name, _, extra = (arguments[0] if arguments else "").partition("+")
    python = arguments[1] if len(arguments) > 1 else PYTHONS[0]
    if name not in TARGETS or python not in PYTHONS:
        listed = "\n".join(f"  {one.name:<20}{one.title}" for one in TARGETS.values())
        print(f"请写明给哪种机器：make wheelhouse PLATFORM=win_amd64 PYTHON=311。PLATFORM 可以是\n{listed}", file=sys.stderr)
        print(f"PYTHON 可以是 {'、'.join(PYTHONS)}（那台机器上的 Python，311 即 3.11），不写是 {PYTHONS[0]}", file=sys.stderr)
        return 2
    into = Path(arguments[2]) if len(arguments) > 2 else ROOT / "dist"
    folder = into / f"wheelhouse-{name}-cp{python}"
    try:
        made(folder, TARGETS[name], python, extra)
    except NotMade as error:
        print(error, file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder}  {len(list(folder.glob('*.whl')))} 个安装文件，{size / 1_000_000:.1f} MB，齐全")
    return 0


def made(folder: Path, target: Target, python: str, extra: str = "", own: Path | None = None) -> None:
    """The folder, whole or not at all; ``own`` is the wheel of budgetxl, where it is there already. Raises NotMade with all that is missing."""
    first = Requirement(f"budgetxl[{extra}]" if extra else "budgetxl")
    with tempfile.TemporaryDirectory(prefix="budgetxl-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        if own is None:
            build(work)
        else:
            shutil.copy(own, work)
        if failed := _fetched(Requirement("pip"), target, python, work):
            raise NotMade(f"没有取到 pip：{failed}")
        found = _gathered(first, target, python, work)
        pip = wheels_for(work, target, python)["pip"][0]
        for wheel in work.glob("*.whl"):
            if wheel not in {one.path for one in (*found.values(), pip)}:
                wheel.unlink()
        _write_scripts(work, target, python, list(found.values()))
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(work, folder)


def build(folder: Path) -> Path:
    """The wheel of budgetxl. Raises NotMade."""
    _run([*PIP, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    return next(folder.glob("budgetxl-*.whl"))


def _gathered(first: Requirement, target: Target, python: str, work: Path) -> dict[str, Wheel]:
    """The wheels that are needed, fetched as it turns out what they need. Raises NotMade with all that can't be had."""
    tried: dict[str, str] = {}
    while True:
        choice = chosen(first, wheels_for(work, target, python), target, python)
        wanted = {canonicalize_name(one.requirement.name) for one in choice.lacks}
        asked = [Requirement(f"{name}{choice.asked[name]}") for name in sorted(wanted)]
        new = [one for one in asked if str(one) not in tried]
        if not new:
            break
        for one in new:
            for wheel in wheels_for(work, target, python).get(canonicalize_name(one.name), ()):
                wheel.path.unlink()  # it is not what all want
            tried[str(one)] = _fetched(one, target, python, work)
    if choice.lacks:
        reasons = [tried[str(one)] for one in asked if tried[str(one)]]
        lines = [f"  {one}" for one in choice.lacks] + [f"pip：{reason}" for reason in reasons]
        raise NotMade(f"{target.title}、Python {python[0]}.{python[1:]} 还缺：\n" + "\n".join(lines))
    return choice.found


def _fetched(one: Requirement, target: Target, python: str, work: Path) -> str:
    """Fetch the newest wheel that meets a requirement; what pip says where there is none."""
    platforms = [word for platform in target.platforms for word in ("--platform", platform)]
    where = ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, *platforms]
    try:
        _run([*PIP, "download", "--no-deps", *where, "--dest", str(work), str(one)])
    except NotMade as error:
        if canonicalize_name(one.name) not in WITH_OR_WITHOUT:
            return str(error)
        _make_without_compiled_part(one, work)
    return ""


def _make_without_compiled_part(one: Requirement, work: Path) -> None:
    """A wheel for any machine, of a package whose compiled part is left out: no compiler works, and the package goes on without."""
    with tempfile.TemporaryDirectory(prefix="budgetxl-", ignore_cleanup_errors=True) as name:
        options = ["--no-deps", "--no-cache-dir", "--no-binary", one.name, "--wheel-dir", name]
        _run([*PIP, "wheel", *options, str(one)], {"CC": "false"})
        (made,) = Path(name).glob("*.whl")
        for_any_machine(made, work)


def for_any_machine(wheel: Path, into: Path) -> Path:
    """A wheel that was made here, told to be for any machine. Raises NotMade where there is something compiled in it."""
    name, version = wheel.name.split("-")[:2]
    target = into / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as old:
        parts = {one.filename: old.read(one) for one in old.infolist() if not one.is_dir()}
    if compiled := [one for one in parts if one.endswith(COMPILED)]:
        raise NotMade(f"{name} {version} 里有编译的部分：{'、'.join(compiled)}")
    about = f"{name}-{version}.dist-info"
    lines = [line for line in parts[f"{about}/WHEEL"].decode().splitlines() if line and not line.startswith(("Root-Is-Purelib:", "Tag:"))]
    parts[f"{about}/WHEEL"] = "\n".join([*lines, "Root-Is-Purelib: true", "Tag: py3-none-any", ""]).encode()
    del parts[f"{about}/RECORD"]
    record = [f"{part},sha256={_for_record(data)},{len(data)}" for part, data in parts.items()]
    parts[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in parts.items():
            new.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED)
    return target


def _for_record(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _write_scripts(work: Path, target: Target, python: str, wheels: list[Wheel]) -> None:
    """What is installed, each held against its hash; and the program that does it."""
    lines = [f"{one.name}=={one.version} --hash=sha256:{hashlib.sha256(one.path.read_bytes()).hexdigest()}" for one in wheels]
    (work / "requirements.txt").write_text("\n".join([*sorted(lines), ""]), encoding="ascii")
    version = f"{python[0]}.{python[1:]}"
    if target.is_windows:
        text = (HERE / "install.bat").read_text(encoding="utf-8").replace("@PYTHON@", version)
        (work / "安装.bat").write_bytes(text.replace("\n", "\r\n").encode("gbk"))  # as the command line of a Chinese Windows reads it
    else:
        script = work / "install.sh"
        script.write_text((HERE / "install.sh").read_text(encoding="utf-8").replace("@PYTHON@", version), encoding="utf-8")
        script.chmod(0o755)


def _run(command: list[str], more: dict[str, str] | None = None) -> None:
    """Run pip. Raises NotMade with what it said last where it failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, env={**os.environ, **(more or {})})
    except subprocess.TimeoutExpired:
        raise NotMade("pip 等了 10 分钟没有结果") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.splitlines()
        raise NotMade(said[-1].removeprefix("ERROR: ") if said else "pip 没有说明原因")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
