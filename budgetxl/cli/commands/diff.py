"""``budgetxl diff``: what changed between two workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..app import HAS_ERRORS, OK
from ..chinese import ChineseCommand
from ..common import Failure, find_form, is_folder, said, source_of
from ..messages import say
from ..own_files import signed
from ..printing import print_json
from ..writing import refuse_inputs, refuse_suffix, write_whole, writing

if TYPE_CHECKING:
    from budgetxl.bureau.compare import Comparison
    from budgetxl.verbs import SourceFile, Submitted

HELP = (
    "比较两个工作簿：哪些栏目不同，旧的、新的各是多少，在哪一格。行按编码、名称对应，不看位置。"
    "前一个是旧的；其中一个可以是收齐过的文件夹，就取同一单位收下的那一份。"
)


@click.command("diff", cls=ChineseCommand, help=HELP)
@click.argument("old", metavar="A.xlsx")
@click.argument("new", metavar="B.xlsx|DIR")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--html", "target", metavar="FILE", help="另写一份网页，里面有更正公告用的清单：公开的说明和表哪里变了。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有的网页。")
def command(old: str, new: str, as_json: bool, target: str | None, form_path: str | None, force: bool) -> int:
    from budgetxl.verbs.diff import document, page

    from ..comparing import print_comparison

    if target is not None:
        _refuse_target(target, [old, new], force)
    comparison = _compared(old, new, form_path)
    if target is not None:
        write_whole(target, signed(page(comparison)), force, [old, new])
        said(target)
    if as_json:
        print_json(document(comparison))
    else:
        print_comparison(comparison)
    return HAS_ERRORS if comparison.differs else OK


def _refuse_target(target: str, inputs: Sequence[str], force: bool) -> None:
    """Raise Failure, before anything is read, where the page could not be written."""
    refuse_suffix(target, ".html")
    refuse_inputs(target, inputs)
    with writing(target):
        if Path(target).exists() and not force:
            raise Failure(say("exists", path=target))
        if not Path(target).absolute().parent.is_dir():
            raise Failure(say("no_folder", path=Path(target).parent))


def _compared(old: str, new: str, form: str | None) -> Comparison:
    from budgetxl.verbs.diff import compared, submission_of

    from ..accepted_files import is_accepted

    folders = [path for path in (old, new) if is_folder(path)]
    if len(folders) == 2:
        raise Failure(say("two_folders"))
    read = {path: submission_of([source_of(path)], form, find_form) for path in dict.fromkeys((old, new)) if path not in folders}
    for folder in folders:
        (one,) = read.values()
        read[folder] = submission_of(_accepted(one, folder), form, find_form)
    known = {path: True if path in folders else is_accepted(path, folders) for path in read}
    return compared(read[old], read[new], (known[old], known[new]))


def _accepted(one: Submitted, folder: str) -> list[SourceFile]:
    """The workbook of the same unit that was accepted in a folder, named by its path."""
    from budgetxl.verbs import SourceFile
    from budgetxl.verbs.diff import accepted_of

    from ..accepted_files import accepted_in, accepted_source

    accepted = accepted_in(Path(folder))
    if accepted is None:
        raise Failure(say("diff_no_accepted", path=folder))
    sources = [accepted_source(Path(folder), each) for each in accepted_of(one, accepted, folder)]
    return [SourceFile(str(Path(folder) / source.name), source.data, source.error) for source in sources]
