"""``budgetxl export``: what workbooks hold, as data."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import HAS_ERRORS, OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import find_form, progress_of, said, some_workbooks, sources_of, tell_unreadable
from ..printing import print_json, tell
from ..writing import make_folder, refuse_existing, refuse_inputs, refuse_suffix, write_whole


@click.command("export", cls=ChineseCommand, help="把工作簿里的数据导出为 JSON（一个文件是一个对象，几个是列表），或 CSV 表。")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", metavar="DATA.json", help="写到哪个文件，默认打印出来；有 --csv 就不打印。")
@click.option("--csv", "folder", metavar="DIR", help="另把全部的数写成 CSV 表（一个数一行，金额以元计）和 datapackage.json，放进这个文件夹。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(files: tuple[str, ...], output: str | None, folder: str | None, form_path: str | None, force: bool) -> int:
    from budgetxl.verbs import export_data, facts_files, json_bytes

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
    results = [] if output is None else [(output, json_bytes(exported.document))]
    if folder is not None:
        make_folder(Path(folder))
        results += [(str(Path(folder) / name), data) for name, data in facts_files(exported)]
    refuse_existing([path for path, _ in results], force)
    for path, data in results:
        write_whole(path, data, force, files)
        said(path)
    if not results:
        print_json(exported.document)
    return code
