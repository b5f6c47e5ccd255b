"""``budgetxl render``: the notice of a workbook, or those of many into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from budgetxl.verbs import NOTICE_FORMATS, Refusal, notice_format, render_notice

from ..app import OK, WORKBOOKS
from ..chinese import ChineseCommand
from ..common import Failure, find_form, is_folder, progress_of, said, some_workbooks, sources_of
from ..messages import say
from ..writing import refuse_inputs, refuse_suffix, write_whole, writing

KNOWN = (*(one.suffix for one in NOTICE_FORMATS.values()), *WORKBOOKS, ".json", ".html", ".csv", ".pdf", ".doc")
SUFFIXES = " ".join(one.suffix for one in reversed(NOTICE_FORMATS.values()))
HELP = (
    f"生成预算公开情况说明；格式看 OUT 的扩展名（{SUFFIXES}）。有错误的工作簿不生成，除非加 --draft。"
    "给一个文件夹，就为其中收下的（accepted.json）每个单位生成一份；-o 是文件夹，几个单位的工作簿也各生成一份。"
)
BATCH_FORMAT = "docx"
MOST_JOBS = 61  # more processes Windows can't wait for


@click.command("render", cls=ChineseCommand, help=HELP)
@click.argument("files", nargs=-1, required=True, metavar="FILE.xlsx...|DIR")
@click.option("-o", "--output", required=True, metavar="OUT|DIR", help="写到哪个文件，或哪个文件夹。")
@click.option("--format", "format_", metavar="|".join(NOTICE_FORMATS), help="格式，默认看扩展名；写到文件夹时默认 docx。")
@click.option("--draft", is_flag=True, help="有错误也生成，在 Word 页眉注明草稿。")
@click.option("--jobs", type=click.IntRange(1, MOST_JOBS), metavar="N", help="写到文件夹时同时用几个进程，默认看单位多少。")
@click.option("--cluster", metavar="ADDRESS", help="写到文件夹时用这个地址的 Dask 集群。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(
    files: tuple[str, ...], output: str, format_: str | None, draft: bool, jobs: int | None, cluster: str | None, form_path: str | None,
    force: bool,
) -> int:  # fmt: skip
    def into_folder() -> int:
        from ..rendering import Batch, render_batch

        kind = notice_format(output, format_ or BATCH_FORMAT)
        return render_batch(files, Batch(Path(output), kind, draft, form_path, force, jobs, cluster))

    alone = len(set(files)) == 1 or not _names_nothing(output)
    if _is_batch(files, output) or not (alone or format_):
        return into_folder()
    files = some_workbooks(files)
    kind = notice_format(output, format_)
    refuse_inputs(output, files)
    if output.lower().endswith(KNOWN):
        refuse_suffix(output, kind.suffix)
    try:
        with progress_of(files) as progress:
            notice = render_notice(sources_of(files), kind, draft, form_path, find_form, progress)
    except Refusal as error:
        if alone or error.code != "several_units":
            raise
        return into_folder()
    write_whole(output, notice, force, files)
    said(output)
    return OK


def _names_nothing(output: str) -> bool:
    """Whether nothing is there yet, and the name is not one of a file: several units get a folder of that name."""
    with writing(output):
        return not Path(output).suffix and not Path(output).exists()


def _is_batch(files: tuple[str, ...], output: str) -> bool:
    """Whether a folder is to be written: one is given, or one is there to write into. Raises Failure where the name is a file's."""
    with writing(output):
        if is_folder(output) or output.endswith(("/", "\\")):
            return True
        batch = any(is_folder(path) for path in files)
        if batch and (Path(output).exists() or output.lower().endswith(KNOWN)):
            raise Failure(say("render_folder", path=output))
        return batch
