"""``budgetxl new``: a blank workbook of a form."""

from __future__ import annotations

from pathlib import Path

import click

from ..chinese import ChineseCommand
from ..common import Failure, find_form, is_file, said, source_of
from ..messages import say
from ..printing import tell
from ..writing import make_folder, refuse_suffix, write_whole


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
    from budgetxl.verbs import doubts, new_parts, new_workbook, safe_name, sample_lists

    if (output is None) == (split is None):
        raise Failure(say("split_or_output"))
    if output is not None:
        refuse_suffix(output, ".xlsx")
    items = project_names(projects)
    if output is not None:
        written = {output: new_workbook(form, unit, code, year, items, find_form)}
    else:
        folder = Path(split or "")
        parts = new_parts(form, unit, code, year, items, find_form)
        make_folder(folder)
        written = {str(folder / safe_name(unit or form_id(form), f"-{name}.xlsx")): data for name, data in parts.items()}
    for target, data in written.items():
        write_whole(target, data, force, [projects] if projects else [])
        said(target)
    for doubt in doubts(form, unit, code, year, items, find_form):
        tell(doubt.sentence)
    samples = sample_lists(find_form(form))
    if samples:
        tell(say("samples", lists="、".join(samples)))


def form_id(form: str) -> str:
    """The id of a form that is named by id or folder."""
    return find_form(form).id


def project_names(text: str | None) -> int | list[str] | None:
    """``--projects``: a number of unnamed projects, or the names in a text file, one a line."""
    from budgetxl.verbs import names_in

    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    if not is_file(text):
        raise Failure(say("projects", value=text))
    return names_in(source_of(text))
