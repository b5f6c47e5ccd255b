"""A workbook dropped on the program's icon: check it, and render the notice beside it."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import HAS_ERRORS
from ..chinese import ChineseCommand
from ..common import open_one, said
from .render import write_notice


@click.command("open", cls=ChineseCommand, hidden=True, help="校验工作簿，没有错误就在旁边生成说明。")
@click.argument("file", metavar="FILE.xlsx")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(file: str, force: bool) -> int:
    from budgetxl.checks import check_result

    from ..terminal import print_report

    _, result = open_one((file,))
    report = check_result(result)
    print_report(file, result, report)
    if report.count("error"):
        return HAS_ERRORS
    output = str(Path(file).with_suffix(".docx"))
    write_notice((file,), output, "docx", False, None, force)
    said(output)
    return 0
