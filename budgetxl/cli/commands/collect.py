"""``budgetxl collect``: a folder of workbooks held against a roster."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..app import HAS_ERRORS, OK
from ..chinese import ChineseCommand
from ..common import Failure, find_form, said, source_of
from ..messages import say
from ..own_files import signed
from ..printing import is_dumb, print_json, tell
from ..writing import make_folder, refuse_inputs, refuse_suffix, write_whole, writing

if TYPE_CHECKING:
    from budgetxl.bureau import Collection, Unit
    from budgetxl.verbs.collect import Collected, LastYearsFolder, Progress

    from ..collecting import Folder, Guard, KeptReads

MOST_NAMED = 10
MOST_JOBS = 61  # more processes Windows can't wait for
HELP = "对照名册收齐一个文件夹里的工作簿（子文件夹、.zip 在内）：谁交了、谁没交、有什么问题，各单位合计多少。"


@click.command("collect", cls=ChineseCommand, help=HELP)
@click.argument("folder", metavar="DIR")
@click.option("--roster", required=True, metavar="ROSTER", help="名册（.xlsx 或 .csv）。")
@click.option("-o", "--output", required=True, metavar="SUMMARY.xlsx", help="汇总工作簿写到哪里；旁边另存读过的内容，下次只读变了的，可以删去。")
@click.option("--return", "returned", metavar="DIR", help="在这个文件夹里写退给各单位的修改意见和批注副本。")
@click.option("--html", "page", metavar="FILE.html", help="另写一个概览网页：状态、合计、构成图、各单位的问题，可查找、筛选。")
@click.option("--previous", metavar="DIR", help="上年收下的工作簿所在的文件夹，核对上年数。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--jobs", type=int, metavar="N", help="同时用几个进程，默认与处理器个数相同。")
@click.option("--cluster", metavar="ADDRESS", help="用这个地址的 Dask 集群读，如 tcp://10.1.2.3:8786；要先安装 budgetxl[cluster]。")
@click.option("--form", "form_path", metavar="PATH", help="表样编号或文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有的汇总工作簿、概览网页和退回的文件。")
def command(
    folder: str, roster: str, output: str, returned: str | None, page: str | None, previous: str | None, as_json: bool,
    jobs: int | None, cluster: str | None, form_path: str | None, force: bool,
) -> int:
    from budgetxl.verbs.collect import (
        accepted_json,
        all_passed,
        collection_document,
        lost_zeros,
        overview_page,
        roster_units,
        summary_workbook,
    )

    from ..collecting import Folder, Guard, KeptReads, print_collection

    if jobs is not None and not 1 <= jobs <= MOST_JOBS:
        raise Failure(say("jobs", most=MOST_JOBS))
    accepted = _targets(folder, roster, {output: ".xlsx", **({page: ".html"} if page else {})}, returned, force)
    source = source_of(roster)
    units, remarks = roster_units(source, form_path, find_form)
    for remark in remarks:
        tell(remark)
    files = Folder(folder, [roster])
    guard = Guard(files, roster, previous)
    for target in (output, str(accepted), *([page] if page else [])):
        guard.refuse(target)
    store = KeptReads(output)
    _tell_temporary(files)
    whole = False
    try:
        found = _collected(files, units, form_path, previous, store, jobs, cluster)
        whole = True
    finally:
        store.close(whole)
    if form_path is None and found.collection.form:
        for remark in lost_zeros(source, found.collection.form, find_form):
            tell(remark)
    if found.missing:
        tell(say("missing_accepted", files="、".join(found.missing[:MOST_NAMED]) + ("…" if len(found.missing) > MOST_NAMED else "")))
    code = OK
    if form_path or found.collection.form:
        with _told() as summarised:
            with writing(output):
                data = summary_workbook(found.collection, form_path, _way(output, folder), find_form)
            write_whole(output, data, force, [roster])
            said(output)
        with _told() as shown:
            if page:
                data = overview_page(found.collection, form_path, _way(page, folder), find_form, _made())
                write_whole(page, signed(data), force, [roster])
                said(page)
        with _told() as listed:
            if summarised.code == OK:
                write_whole(str(accepted), accepted_json(found.collection), force=True)
                tell(say("accepted", n=_accepted_units(found.collection), path=accepted))
        with _told() as sent_back:
            if summarised.code == OK and returned:
                sent_back.code = _return(found.collection, files, guard, returned, form_path, force)
        code = max(summarised.code, shown.code, listed.code, sent_back.code)
    else:
        tell(say("nothing_sent"))
    if as_json:
        print_json(collection_document(found.collection, folder))
    else:
        print_collection(found.collection)
    if found.known:
        tell(say("read_anew", n=found.fresh, m=found.known))
    return max(code, OK if all_passed(found.collection) else HAS_ERRORS)


def _way(output: str, folder: str) -> str:
    """The path from the summary, or the page, to the folder, for its links; the whole path where there is none (another drive of Windows)."""
    try:
        return Path(os.path.relpath(folder, Path(output).absolute().parent)).as_posix()
    except ValueError:
        return Path(folder).absolute().as_posix()


def _made() -> str:
    """When a page was made, as it says itself."""
    return say("made", when=datetime.now().strftime("%Y-%m-%d %H:%M"))


def _targets(folder: str, roster: str, outputs: Mapping[str, str], returned: str | None, force: bool) -> Path:
    """Where ``accepted.json`` goes. ``outputs`` are the files to be written, each with its suffix.

    Raises Failure, before anything is read, where a result could not be written.
    """
    from budgetxl.verbs.collect import ACCEPTED_FILE, is_own_accepted

    accepted = Path(folder) / ACCEPTED_FILE
    with writing(folder):
        if not Path(folder).is_dir():
            raise Failure(say("not_folder" if Path(folder).exists() else "no_folder", path=folder))
    for output, suffix in outputs.items():
        refuse_suffix(output, suffix)
        refuse_inputs(output, [roster])
        with writing(output):
            if Path(output).exists() and not force:
                raise Failure(say("exists", path=output))
            if not Path(output).absolute().parent.is_dir():
                raise Failure(say("no_folder", path=Path(output).parent))
    with writing(accepted):
        if accepted.exists() and not force and not is_own_accepted(accepted.read_bytes()):
            raise Failure(say("other_accepted", path=accepted))
    if returned is not None:
        with writing(returned):
            if Path(returned).exists() and not Path(returned).is_dir():
                raise Failure(say("not_folder", path=returned))
    return accepted


def _collected(
    files: Folder, units: Sequence[Unit], form: str | None, previous: str | None, store: KeptReads, jobs: int | None, cluster: str | None
) -> Collected:
    from budgetxl.verbs.collect import collect_folder

    from ..running import everywhere, workers

    last_year = _last_year(previous) if previous is not None else None
    form = everywhere(form) if cluster is not None and form is not None else form
    now = datetime.now().astimezone()
    with workers(jobs, len(files.files), cluster, form) as pool, _progress(len(files.files)) as progress:
        return collect_folder(files.files, units, now.date(), form, last_year, store, pool, progress, now)


def _last_year(previous: str) -> LastYearsFolder:
    """Last year's folder, with what its ``accepted.json`` says; where there is none, it is told what is taken instead."""
    from budgetxl.verbs.collect import ACCEPTED_FILE, LastYearsFolder

    from ..collecting import Folder

    with writing(previous):
        if not Path(previous).is_dir():
            raise Failure(say("no_folder", path=previous))
    told = source_of(str(Path(previous) / ACCEPTED_FILE))
    if told.error:
        tell(say("no_accepted", path=previous))
    return LastYearsFolder(Folder(previous).files, None if told.error else told.data)


def _tell_temporary(files: Folder) -> None:
    if files.temporary:
        names = sorted({Path(path).name for path in files.temporary})
        tell(say("passed_over", count=len(files.temporary), names="、".join(names[:3]) + ("…" if len(names) > 3 else "")))


class _Outcome:
    code = OK


@contextmanager
def _told() -> Iterator[_Outcome]:
    """A result that could not be written is told and gives its exit code; what was found out is printed all the same."""
    outcome = _Outcome()
    try:
        yield outcome
    except Failure as error:
        tell(error.format_message())
        outcome.code = error.exit_code


def _return(collection: Collection, files: Folder, guard: Guard, folder: str, form: str | None, force: bool) -> int:
    """Write what goes back to the units; a file that can't be written gets its sentence, the others go on."""
    from budgetxl.verbs.collect import returned_files

    from ..collecting import ReturnedFiles

    make_folder(Path(folder))
    code, outbox = OK, ReturnedFiles(Path(folder))
    for name, data in returned_files(collection, files.files, form, find_form):
        with _told() as written:
            guard.refuse(Path(folder) / name)
            write_whole(str(Path(folder) / name), data, force)
            outbox.wrote(name, data)
        if written.code != OK:
            outbox.kept(name)
        code = max(code, written.code)
    outbox.close(force)
    said(folder)
    return code


def _accepted_units(collection: Collection) -> int:
    from budgetxl.verbs.collect import accepted

    return sum(1 for result in collection.units if accepted(result))


@contextmanager
def _progress(count: int) -> Iterator[Progress | None]:
    """On a terminal a bar on standard error, with the file in hand."""
    if sys.stderr is None or not sys.stderr.isatty() or is_dumb():
        yield None
        return
    with ExitStack() as stack:
        bar = stack.enter_context(click.progressbar(length=count, label="读取", file=sys.stderr, item_show_func=lambda name: name))

        def seen(number: int, name: str) -> None:
            bar.update(number - bar.pos, name[-40:])

        yield seen
