"""``budgetxl check``: findings of workbooks, on the terminal, as JSON, as a page, and on copies of the workbooks."""

from __future__ import annotations

import click

from ..app import HAS_ERRORS, OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import open_workbooks, print_json
from ..messages import say


@click.command("check", cls=ChineseCommand, help="校验工作簿：每个问题指明单元格、应为多少、怎样改。")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("--json", "as_json_", is_flag=True, help="输出 JSON。")
@click.option("--html", metavar="FILE", help="另写一个网页：可按级别和工作表筛选，带出错处的表格图，附检查表，可直接打印。")
@click.option("--annotate", "folder", metavar="DIR", help="在这个文件夹里写工作簿的批注副本，出错的单元格有颜色和批注；原文件不动。")
@click.option("--strict", is_flag=True, help="没有说明的待核实事项也算错误。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有的网页和批注副本。")
def command(
    files: tuple[str, ...], as_json_: bool, html: str | None, folder: str | None, strict: bool, form_path: str | None, force: bool
) -> int:
    from budgetxl.checks import as_json, check_result, unreadable_json

    from ..terminal import print_report

    files = tuple(dict.fromkeys(files))
    reports = None
    if html or folder is not None:
        from ..reports import Reports

        reports = Reports(files, html, folder, force)
    code, entries = OK, []
    for opened in open_workbooks(files, form_path):
        if opened.result is None:
            entries.append(unreadable_json(opened.path, opened.error or ""))
            click.echo(say("file", path=opened.path, reason=opened.error), err=True)
            code = max(code, UNREADABLE)
            if reports:
                reports.unreadable(opened.path, opened.error or "")
            continue
        report = check_result(opened.result)
        if report.count("error") or (strict and report.open_warnings()):
            code = max(code, HAS_ERRORS)
        if as_json_:
            entries.append(as_json(opened.path, opened.result, report))
        else:
            print_report(opened.path, opened.result, report)
        if reports:
            code = max(code, reports.add(opened, opened.result, report))
    if as_json_:
        print_json({"files": entries})
    return max(code, reports.finish()) if reports else code
