"""``budgetxl fill``: a completed workbook from data, the inverse of ``export``."""

from __future__ import annotations

import click

from ..chinese import ChineseCommand
from ..common import find_form, said, source_of
from ..writing import refuse_suffix, write_whole


@click.command("fill", cls=ChineseCommand, help="用 export 导出的数据生成填好的工作簿。")
@click.argument("data", metavar="DATA.json")
@click.option("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件。")
@click.option("--form", "form_path", metavar="PATH", help="数据所用表样的文件夹，表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(data: str, output: str, form_path: str | None, force: bool) -> None:
    from budgetxl.verbs import fill_data

    refuse_suffix(output, ".xlsx")
    write_whole(output, fill_data(source_of(data), form_path, find_form), force, (data,))
    said(output)
