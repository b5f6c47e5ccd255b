"""``budgetxl render``: the notice of a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import HAS_ERRORS
from ..chinese import ChineseCommand
from ..common import Failure, open_one, said, write_whole
from ..messages import say

FORMATS = ("txt", "md", "docx")


HELP = "生成预算公开情况说明；格式看 OUT 的扩展名（.docx .md .txt）。有错误的工作簿不生成，除非加 --draft。"


@click.command("render", cls=ChineseCommand, help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", required=True, metavar="OUT", help="写到哪个文件。")
@click.option("--format", "format_", metavar="txt|md|docx", help="格式，默认看扩展名。")
@click.option("--draft", is_flag=True, help="有错误也生成，在 Word 页眉注明草稿。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    files: tuple[str, ...], output: str, format_: str | None, draft: bool, form_path: str | None, force: bool
) -> None:
    chosen = chosen_format(output, format_)
    write_notice(files, output, chosen, draft, form_path, force)
    said(output)


def chosen_format(output: str, given: str | None) -> str:
    """The format by name, else by the suffix of the output file."""
    suffix = Path(output).suffix.lstrip(".").lower()
    name = (given or suffix).lower()
    if name == "html":
        raise Failure(say("html_later"))
    if name not in FORMATS:
        raise Failure(say("format", format=given) if given else say("suffix", path=output))
    return name


def write_notice(
    files: tuple[str, ...], output: str, format_: str, draft: bool, form: str | None, force: bool
) -> None:
    """Check one unit's workbook and write its notice. Exit code 1 where it has errors and no draft is asked for."""
    from budgetxl.checks import check_result
    from budgetxl.notice import NoticeError, render, to_docx, to_markdown, to_text

    file, result = open_one(files, form)
    errors = check_result(result).count("error")
    if errors and not draft:
        raise Failure(say("has_errors", path=file, count=errors), HAS_ERRORS)
    try:
        document = render(result.submission, draft)
    except NoticeError as error:
        raise Failure(say("file", path=file, reason=error), HAS_ERRORS) from None
    writers = {"txt": lambda: to_text(document).encode(), "md": lambda: to_markdown(document).encode(), "docx": lambda: to_docx(document)}
    write_whole(output, writers[format_](), force)
