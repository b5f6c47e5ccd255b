"""``budgetxl export``: what workbooks hold, as data."""

from __future__ import annotations

import click

from ..app import HAS_ERRORS, OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import find_form, progress_of, said, some_workbooks, sources_of, tell_unreadable
from ..printing import print_json, tell
from ..writing import refuse_inputs, refuse_suffix, write_whole


@click.command("export", cls=ChineseCommand, help="把工作簿里的数据导出为 JSON：一个文件是一个对象，几个是列表。")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", metavar="DATA.json", help="写到哪个文件，默认打印出来。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(files: tuple[str, ...], output: str | None, form_path: str | None, force: bool) -> int:
    from budgetxl.verbs import export_data, json_bytes

    files = some_workbooks(files)
    if output is not None:
        refuse_inputs(output, files)
        refuse_suffix(output, ".json")
    with progress_of(files) as progress:
        exported = export_data(sources_of(files), form_path, find_form, progress)
    for one in exported.unreadable:
        tell_unreadable(one)
    for sentence in (*exported.lacking, *exported.unread):
        tell(sentence)
    code = UNREADABLE if exported.unreadable else HAS_ERRORS if exported.lacking else OK
    if not exported.submissions:
        return code
    if output is None:
        print_json(exported.document)
    else:
        write_whole(output, json_bytes(exported.document), force, files)
        said(output)
    return code
