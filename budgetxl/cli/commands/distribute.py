"""``budgetxl distribute``: a workbook for each unit of a roster, and a list of what went to whom."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import Failure, find_form, said, source_of
from ..messages import say
from ..printing import tell
from ..writing import refuse_suffix, write_whole

HELP = "按名册给每个单位生成工作簿，单位名称、编码已经填好；ROSTER 是 .xlsx 或 .csv 名册。加 --previous 带入上年的数、文字和项目。"

PATTERN_HELP = (
    "文件名的写法，默认 {code}-{name}；还可以用 {kind} {parent} {year} 和名册里各列的表头，如 {联系人}；"
    "各单位的名字要不同。"
)


@click.command("distribute", cls=ChineseCommand, help=HELP)
@click.argument("roster", required=False, metavar="ROSTER")
@click.option("--form", "form", metavar="FORM", help="表样编号或表样文件夹；名册的“表样”一列可以另写。")
@click.option("-o", "--output", metavar="DIR", help="写到哪个文件夹。")
@click.option("--previous", metavar="DIR", help="上年收来的工作簿所在的文件夹；其中有 collect 写的 accepted.json 就只用收下的。")
@click.option("--split", is_flag=True, help="每个单位拆成几个工作簿，各部分由不同的人填。")
@click.option("--name-pattern", "pattern", metavar="TEXT", help=PATTERN_HELP)
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时用几个进程，默认看单位多少。")
@click.option("--cluster", metavar="ADDRESS", help="用这个地址的 Dask 集群生成；要先安装 budgetxl[cluster]。")
@click.option("--force", is_flag=True, help="覆盖已有的工作簿；不加就保留，只补没有的。")
@click.option("--roster-template", "template", metavar="FILE", help="不下发，只写一份空白名册（.xlsx 或 .csv）。")
def command(
    roster: str | None, form: str | None, output: str | None, previous: str | None, split: bool, pattern: str | None, jobs: int | None,
    cluster: str | None, force: bool, template: str | None,
) -> int:  # fmt: skip
    from budgetxl.verbs.distribute import blank_roster

    if template is not None:
        data = blank_roster(template)
        refuse_suffix(template, Path(template).suffix.lower())
        write_whole(template, data, force, [roster] if roster is not None else ())
        said(template)
        return OK
    if roster is None or form is None or output is None:
        raise Failure(say("distribute_needs"))
    return _send_out(roster, form, Path(output), previous, split, pattern, jobs, cluster, force)


def _send_out(
    roster: str, form: str, folder: Path, previous: str | None, split: bool, pattern: str | None, jobs: int | None, cluster: str | None,
    force: bool,
) -> int:  # fmt: skip
    from budgetxl.verbs.distribute import DEFAULT_PATTERN, planned, roster_of

    from ..distributing import Outbox, previous_in
    from ..running import everywhere

    form = everywhere(form) if cluster is not None else form
    source = source_of(roster)
    read = roster_of(source, form, find_form)
    for problem in read.problems:
        tell(say("file", path=roster, reason=str(problem)))
    before = previous_in(Path(previous), form, find_form, jobs) if previous is not None else None
    for sentence in before.told if before is not None else ():
        tell(sentence)
    plan = planned(read.units, form, before, split, DEFAULT_PATTERN if pattern is None else pattern, find_form)
    outbox = Outbox(folder, plan, [roster], force, previous=previous)
    outbox.send(jobs, cluster, form)
    about = [say("index_about", roster=Path(roster).name, form=form)]
    index = outbox.finish([*about, say("index_previous", path=previous)] if previous is not None else about)
    if index is not None:
        said(index)
    tell(outbox.summary)
    return UNREADABLE if outbox.failed else OK
