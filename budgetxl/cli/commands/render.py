"""``budgetxl render``: the notice of a workbook and its published tables, or the notices of many into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from budgetxl.verbs import NOTICE_FORMATS, Refusal, check_unit

from ..app import OK, WORKBOOKS
from ..chinese import ChineseCommand
from ..common import Failure, find_form, is_folder, progress_of, said, some_workbooks, sources_of
from ..messages import say
from ..rendering import PDF, Publication, wanted_of_many
from ..writing import write_whole, writing

KNOWN = (*(one.suffix for one in NOTICE_FORMATS.values()), *WORKBOOKS, ".json", ".html", ".csv", ".pdf", ".doc")
SUFFIXES = " ".join([*(one.suffix for one in reversed(NOTICE_FORMATS.values())), f".{PDF}"])
HELP = (
    f"生成预算公开情况说明；格式看 OUT 的扩展名（{SUFFIXES}）。有错误的工作簿不生成，除非加 --draft。"
    "给一个文件夹，就为其中收下的（accepted.json）每个单位生成一份；-o 是文件夹，几个单位的工作簿也各生成一份。"
)
BATCH_FORMAT = "docx"
MOST_JOBS = 61  # more processes Windows can't wait for


@click.command("render", cls=ChineseCommand, help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...|DIR")
@click.option("-o", "--output", metavar="OUT|DIR", help="说明写到哪个文件，或哪个文件夹；.pdf 由 LibreOffice 生成，目录有页码。")
@click.option("--format", "format_", metavar="|".join([*NOTICE_FORMATS, PDF]), help="格式，默认看扩展名；写到文件夹时默认 docx。")
@click.option("--tables", metavar="FILE.xlsx|FILE.pdf", help="把公开的表另写成一个文件，一张表一页，可以直接公开。")
@click.option("--trace", metavar="FILE.json", help="另写一份清单：文稿里的每个数在第几段、哪张表，出自哪个单元格。")
@click.option("--clean", is_flag=True, help="网页里不带数的来源，可以直接公开。")
@click.option("--fragment", is_flag=True, help="只写网页的一段，样式写在标签里，贴进网站的编辑器；不带数的来源。")
@click.option("--reference-doc", "reference", metavar="FILE.docx", help="照这个 Word 文件的样式（字体、行距、页边距）写 Word 和 PDF。")
@click.option("--template", metavar="FILE.docx", help="填一个本局的 Word 模板，里面的式子与文稿的相同；要装 budgetxl[template]。")
@click.option("--draft", is_flag=True, help="有错误也生成，在 Word 页眉注明草稿。")
@click.option("--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N", help="写到文件夹时同时用几个进程，默认看单位多少。")
@click.option("--cluster", metavar="ADDRESS", help="写到文件夹时用这个地址的 Dask 集群。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    files: tuple[str, ...], output: str | None, format_: str | None, tables: str | None, reference: str | None, template: str | None,
    trace: str | None, clean: bool, fragment: bool, draft: bool, jobs: int | None, cluster: str | None, form_path: str | None, force: bool,
) -> int:  # fmt: skip
    def into_folder() -> int:
        from ..rendering.folder import Batch, render_batch

        if tables is not None:
            raise Failure(say("tables_one"))
        if trace is not None:
            raise Failure(say("trace_one"))
        if output is None:
            raise Failure(say("render_needs"))
        wanted = wanted_of_many(output, format_ or BATCH_FORMAT, reference, template, clean, fragment)
        return render_batch(files, Batch(Path(output), wanted, draft, form_path, force, jobs, cluster))

    alone = output is None or len(set(files)) == 1 or not _names_nothing(output)
    if _is_batch(files, output) or not (alone or format_):
        return into_folder()
    files = some_workbooks(files)
    inputs = (*files, *filter(None, (reference, template)))
    publication = Publication(output, format_, tables, KNOWN, inputs, reference, template, force, trace, clean, fragment)
    try:
        with progress_of(files) as progress:
            one = check_unit(sources_of(files), form_path, find_form, progress, traced=publication.says_figures)
    except Refusal as error:
        if alone or error.code != "several_units":
            raise
        return into_folder()
    for path, data in publication.files(one, draft):
        write_whole(path, data, force, inputs)
        said(path)
        publication.tell(path)
    return OK


def _names_nothing(output: str) -> bool:
    """Whether nothing is there yet, and the name is not one of a file: several units get a folder of that name."""
    with writing(output):
        return not Path(output).suffix and not Path(output).exists()


def _is_batch(files: tuple[str, ...], output: str | None) -> bool:
    """Whether there are many: a folder is given, or one is there to write into. Raises Failure where ``output`` is a file's name."""
    if output is None:
        return any(map(is_folder, files))
    with writing(output):
        if is_folder(output) or output.endswith(("/", "\\")):
            return True
        batch = any(map(is_folder, files))
        if batch and (Path(output).exists() or output.lower().endswith(KNOWN)):
            raise Failure(say("render_folder", path=output))
        return batch
