"""What is measured: every sample and every form of the repository, and the workbooks that are made of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
TIMEOUT = 300  # seconds that LibreOffice may take for all samples


def samples() -> dict[str, Path]:
    """The data of each sample, by its name."""
    return {path.stem: path for path in sorted((REPOSITORY / "sample_workbooks").glob("*.json"))}


def forms() -> list[str]:
    """The ids of the forms that a workbook can be made of; an abstract one is only for others to extend."""
    folders = sorted(path.parent for path in (REPOSITORY / "templates").glob("*/form.toml"))
    settings = {folder.name: tomllib.loads((folder / "form.toml").read_text(encoding="utf-8")) for folder in folders}
    return [name for name, form in settings.items() if not form.get("abstract")]


def compile_package() -> None:
    """Bytecode, kept forms, wording and patterns, as an installer or a first run writes them: an editable install is measured as an installed one."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(REPOSITORY / "budgetxl")], check=True)
    writing = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    for kept in ("budgetxl.forms.load.library", "budgetxl.notice.templates", "budgetxl.values.kept"):
        subprocess.run([sys.executable, "-m", kept], check=True, cwd=REPOSITORY, env=writing)


def completed(folder: Path) -> dict[str, Path]:
    """A completed workbook of each sample in ``folder``, made from its data, by its name."""
    made = {}
    for name, data in samples().items():
        made[name] = folder / f"{name}.xlsx"
        subprocess.run([sys.executable, "-m", "budgetxl", "fill", data, "-o", made[name]], check=True, capture_output=True)
    return made


def saved_by_libreoffice(files: dict[str, Path], folder: Path) -> dict[str, Path]:
    """The same workbooks after LibreOffice has opened and saved them; none where there is no LibreOffice, or it fails."""
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is missing: the workbooks that it saves were NOT measured")
        return {}
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    target = folder / "libreoffice"
    command = [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(target)]
    try:
        subprocess.run([*command, *map(str, files.values())], check=True, capture_output=True, timeout=TIMEOUT)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"LibreOffice could not save the workbooks, which were NOT measured: {error}")
        return {}
    return {name: target / file.name for name, file in files.items() if (target / file.name).exists()}
