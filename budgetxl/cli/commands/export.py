"""``budgetxl export``: what workbooks hold, as data."""

from __future__ import annotations

import json

import click

from ..app import UNREADABLE
from ..chinese import ChineseCommand
from ..common import open_workbooks, print_json, said, write_whole
from ..messages import say


@click.command("export", cls=ChineseCommand, help="把工作簿里的数据导出为 JSON：一个文件是一个对象，几个是列表。")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", metavar="DATA.json", help="写到哪个文件，默认打印出来。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(files: tuple[str, ...], output: str | None, form_path: str | None, force: bool) -> int:
    from budgetxl.workbook import export

    exported, code, asked = [], 0, 0
    for opened in open_workbooks(files, form_path):
        asked += 1
        if opened.result is None:
            click.echo(say("file", path=opened.path, reason=opened.error), err=True)
            code = UNREADABLE
        else:
            exported.append(export(opened.result.submission))
    if not exported:
        return code
    document = exported[0] if asked == 1 else exported
    if output is None:
        print_json(document)
    else:
        write_whole(output, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode(), force)
        said(output)
    return code
