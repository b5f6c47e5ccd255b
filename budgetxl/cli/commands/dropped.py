"""A workbook dropped on the program's icon: check it, and render the notice beside it."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import HAS_ERRORS, OK
from ..chinese import ChineseCommand
from ..common import find_form, said, sources_of
from ..writing import write_whole


@click.command("open", cls=ChineseCommand, hidden=True, help="校验工作簿，没有错误就在旁边生成说明。")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(file: str, force: bool) -> int:
    from budgetxl.verbs import check_unit, notice_format, notice_of

    from ..terminal import print_report

    checked = check_unit(sources_of((file,)), None, find_form)
    print_report(checked)
    if checked.failed():
        return HAS_ERRORS
    output = str(Path(file).with_suffix(".docx"))
    write_whole(output, notice_of(checked, notice_format(output)), force, (file,))
    said(output)
    return OK
