"""``budgetxl render``: the notice of a workbook."""

from __future__ import annotations

import click

from budgetxl.verbs import NOTICE_FORMATS, check_unit

from ..app import WORKBOOKS
from ..chinese import ChineseCommand
from ..common import find_form, progress_of, said, some_workbooks, sources_of
from ..publishing import PDF, Publication
from ..writing import write_whole

KNOWN = (*(one.suffix for one in NOTICE_FORMATS.values()), *WORKBOOKS, ".json", ".html", ".csv", ".pdf", ".doc")
SUFFIXES = " ".join([*(one.suffix for one in reversed(NOTICE_FORMATS.values())), f".{PDF}"])
HELP = f"生成预算公开情况说明；格式看 OUT 的扩展名（{SUFFIXES}）。有错误的工作簿不生成，除非加 --draft。"


@click.command("render", cls=ChineseCommand, help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...")
@click.option("-o", "--output", metavar="OUT", help="说明写到哪个文件；.pdf 由 LibreOffice 生成，目录有页码。")
@click.option("--format", "format_", metavar="|".join([*NOTICE_FORMATS, PDF]), help="格式，默认看扩展名。")
@click.option("--tables", metavar="FILE.xlsx|FILE.pdf", help="把公开的表另写成一个文件，一张表一页，可以直接公开。")
@click.option("--reference-doc", "reference", metavar="FILE.docx", help="照这个 Word 文件的样式（字体、行距、页边距）写 Word 和 PDF。")
@click.option("--template", metavar="FILE.docx", help="填一个本局的 Word 模板，里面的式子与文稿的相同；要装 budgetxl[template]。")
@click.option("--draft", is_flag=True, help="有错误也生成，在 Word 页眉注明草稿。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    files: tuple[str, ...], output: str | None, format_: str | None, tables: str | None, reference: str | None, template: str | None,
    draft: bool, form_path: str | None, force: bool,
) -> None:  # fmt: skip
    files = some_workbooks(files)
    inputs = (*files, *filter(None, (reference, template)))
    publication = Publication(output, format_, tables, KNOWN, inputs, reference, template, force)
    with progress_of(files) as progress:
        one = check_unit(sources_of(files), form_path, find_form, progress)
    for path, data in publication.files(one, draft):
        write_whole(path, data, force, inputs)
        said(path)
        publication.tell(path)
