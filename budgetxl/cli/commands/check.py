"""``budgetxl check``: findings of workbooks, on the terminal, as JSON, as a report in a file, and on copies of the workbooks."""

from __future__ import annotations

from typing import Any

import click

from budgetxl.verbs import REPORT_FORMATS

from ..app import HAS_ERRORS, OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import find_form, progress_of, some_workbooks, sources_of, tell_unreadable, workbooks_among
from ..printing import print_data

PRINTED = "json"  # the format that is printed; each of the others is written to the file that its option names


def report_options(command: Any) -> Any:
    """An option for each format of a report, in the order of their table."""
    for kind in reversed(REPORT_FORMATS.values()):
        written = {"is_flag": True} if kind.name == PRINTED else {"metavar": "FILE"}
        command = click.option(f"--{kind.name}", f"as_{kind.name}", help=kind.help, **written)(command)
    return command


@click.command("check", cls=ChineseCommand, help="校验工作簿：每个问题指明单元格、应为多少、怎样改。")
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@report_options
@click.option("--annotate", "folder", metavar="DIR", help="在这个文件夹里写工作簿的批注副本，出错的单元格有颜色和批注；原文件不动。")
@click.option("--strict", is_flag=True, help="没有说明的待核实事项也算错误。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有的报告和批注副本。")
def command(files: tuple[str, ...], folder: str | None, strict: bool, form_path: str | None, force: bool, **asked: Any) -> int:
    from budgetxl.verbs import Unreadable, check_files, report_entry

    from ..reports import Reports
    from ..terminal import print_report

    as_data = bool(asked[f"as_{PRINTED}"])
    files = workbooks_among(files) if as_data else some_workbooks(files)  # data are printed whatever happens
    targets = {kind: asked[f"as_{kind.name}"] for kind in REPORT_FORMATS.values() if kind.name != PRINTED}
    reports = Reports(files, {kind: target for kind, target in targets.items() if target is not None}, folder, force)
    printed = REPORT_FORMATS[PRINTED] if as_data else None
    code, entries = OK if files else UNREADABLE, []
    with progress_of(files) as progress:
        for one in check_files(sources_of(files), form_path, find_form, progress):
            if printed:
                entries.append(report_entry(printed, one))
            if isinstance(one, Unreadable):
                tell_unreadable(one)
                code = max(code, UNREADABLE)
            else:
                code = max(code, HAS_ERRORS if one.failed(strict) else OK)
                if not printed:
                    print_report(one)
            code = max(code, reports.add(one))
    if printed:
        print_data(printed.writer.whole(entries))
    return max(code, reports.finish())
