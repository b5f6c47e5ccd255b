"""``budgetxl render``: the notice of a workbook."""

from __future__ import annotations

import click

from budgetxl.verbs import NOTICE_FORMATS, notice_format, render_notice

from ..app import WORKBOOKS
from ..chinese import ChineseCommand
from ..common import find_form, progress_of, said, some_workbooks, sources_of
from ..writing import refuse_inputs, refuse_suffix, write_whole

KNOWN = (*(one.suffix for one in NOTICE_FORMATS.values()), *WORKBOOKS, ".json", ".html", ".csv", ".pdf", ".doc")
SUFFIXES = " ".join(one.suffix for one in reversed(NOTICE_FORMATS.values()))
HELP = f"生成预算公开情况说明；格式看 OUT 的扩展名（{SUFFIXES}）。有错误的工作簿不生成，除非加 --draft。"


@click.command("render", cls=ChineseCommand, help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", required=True, metavar="OUT", help="写到哪个文件。")
@click.option("--format", "format_", metavar="|".join(NOTICE_FORMATS), help="格式，默认看扩展名。")
@click.option("--draft", is_flag=True, help="有错误也生成，在 Word 页眉注明草稿。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    files: tuple[str, ...], output: str, format_: str | None, draft: bool, form_path: str | None, force: bool
) -> None:
    files = some_workbooks(files)
    kind = notice_format(output, format_)
    refuse_inputs(output, files)
    if output.lower().endswith(KNOWN):
        refuse_suffix(output, kind.suffix)
    with progress_of(files) as progress:
        notice = render_notice(sources_of(files), kind, draft, form_path, find_form, progress)
    write_whole(output, notice, force, files)
    said(output)
