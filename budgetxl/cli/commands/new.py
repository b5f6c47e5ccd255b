"""``budgetxl new``: a blank workbook of a form."""

from __future__ import annotations

from pathlib import Path

import click

from ..chinese import ChineseCommand
from ..common import Failure, said, the_form, write_whole
from ..messages import say

MOST_PROJECTS = 500
YEARS = range(1990, 2200)


@click.command("new", cls=ChineseCommand, help="生成空白工作簿。FORM 是表样编号或表样文件夹。")
@click.argument("form", metavar="FORM")
@click.option("-o", "--output", metavar="FILE.xlsx", help="写到哪个文件。")
@click.option("--unit", default="", metavar="NAME", help="单位名称，预先填在封面上。")
@click.option("--code", default="", metavar="CODE", help="单位编码。")
@click.option("--year", type=int, metavar="Y", help="预算年度，默认是表样的年度。")
@click.option("--projects", metavar="N|names.txt", help="项目绩效目标表的张数，或每行一个项目名称的文本文件。")
@click.option("--split", metavar="DIR", help="拆成几个工作簿，各部分由不同的人填，都放进这个文件夹。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    form: str, output: str | None, unit: str, code: str, year: int | None, projects: str | None, split: str | None, force: bool
) -> None:
    from budgetxl.forms import DataError, sections_of
    from budgetxl.workbook import blank

    if (output is None) == (split is None):
        raise Failure(say("split_or_output"))

    if year is not None and year not in YEARS:
        raise Failure(say("year", year=year, first=YEARS[0], last=YEARS[-1]))
    loaded = the_form(form)
    if loaded.abstract:
        raise Failure(say("abstract", form=loaded.id))
    names = project_names(projects)
    items = {sheet.repeat: names for sheet in loaded.sheets if sheet.repeat} if names is not None else None
    targets = {"": output} if output is not None else {}
    if split is not None:
        targets = {part: str(Path(split) / f"{unit or loaded.id}-{name}.xlsx") for part, name in sections_of(loaded).items()}
        if not targets:
            raise Failure(say("no_sections", form=loaded.id))
        Path(split).mkdir(parents=True, exist_ok=True)
    try:
        written = {target: blank(loaded, unit, code, year, items, part) for part, target in targets.items()}
    except DataError as error:
        raise Failure("\n".join(error.problems)) from None
    for target, data in written.items():
        write_whole(target, data, force)
        said(target)


def project_names(text: str | None) -> list[str] | None:
    """``--projects``: a number of unnamed projects, or the names in a text file, one a line."""
    if text is None:
        return None
    if text.isdecimal():
        if int(text) > MOST_PROJECTS:
            raise Failure(say("projects", value=f"{text}（最多 {MOST_PROJECTS} 个）"))
        return [""] * int(text)
    path = Path(text)
    if not path.is_file():
        raise Failure(say("projects", value=text))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Failure(say("not_utf8", path=text)) from None
    return [line.strip() for line in lines if line.strip()]
