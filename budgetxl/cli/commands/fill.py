"""``budgetxl fill``: a completed workbook from data, the inverse of ``export``."""

from __future__ import annotations

from pathlib import Path

import click

from budgetxl.values.faults import reason_of

from ..app import UNREADABLE
from ..chinese import ChineseCommand
from ..common import Failure, find_form, said
from ..messages import say
from ..writing import write_whole


@click.command("fill", cls=ChineseCommand, help="用 export 导出的数据生成填好的工作簿。")
@click.argument("data", metavar="DATA.json")
@click.option("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件。")
@click.option("--form", "form_path", metavar="PATH", help="数据所用表样的文件夹，表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(data: str, output: str, form_path: str | None, force: bool) -> None:
    from budgetxl.verbs import SourceFile, fill_data

    try:
        source = SourceFile(data, Path(data).read_bytes())
    except OSError as error:
        raise Failure(say("file", path=data, reason=reason_of(error)), UNREADABLE) from None
    write_whole(output, fill_data(source, form_path, find_form), force, (data,))
    said(output)
