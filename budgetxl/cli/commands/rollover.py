"""``budgetxl rollover``: next year's workbooks, begun with what this year's hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..app import HAS_ERRORS, OK, UNREADABLE
from ..chinese import ChineseCommand
from ..common import Failure, find_form, said, source_of
from ..messages import say
from ..printing import show, tell
from ..writing import refuse_inputs, refuse_suffix, write_whole

if TYPE_CHECKING:
    from budgetxl.verbs.next_year import Line

HELP = (
    "结转到下一年：本年的数成为上年数，文字和项目带入新工作簿；编码、单位、改了名的栏目照表样换过去。"
    "SOURCE 是一个工作簿，或 collect 收过的文件夹（只用收下的；没收过的，用其中没有错误的）。"
    "没有位置的逐格列出，也写在新工作簿的“未带入”表里，退出码是 1；写着旧年份的文字加批注，请人看。"
)
MOST_LINES = 40  # of one kind, on the terminal; the workbook has all that were lost
INDEX = "结转清单.xlsx"


@click.command("rollover", cls=ChineseCommand, help=HELP)
@click.argument("source", metavar="FILE.xlsx|DIR")
@click.option("--to", required=True, metavar="FORM", help="下一年的表样，编号或文件夹；与原来相同的，年度加一。")
@click.option("-o", "--output", required=True, metavar="FILE.xlsx|DIR", help="写到哪个文件；结转文件夹的，写到哪个文件夹，文件名照旧。")
@click.option("--drop-finished", is_flag=True, help="表样的“本年完成”一栏填“是”的项目，不带入它的表。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，原来的表样不在已知之列时用。")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="同时用几个进程，默认看工作簿多少。")
@click.option("--force", is_flag=True, help="覆盖已有的文件；文件夹里已有的，不加就保留。")
def command(source: str, to: str, output: str, drop_finished: bool, form_path: str | None, jobs: int | None, force: bool) -> int:
    if Path(source).is_dir():
        return _folder(Path(source), to, Path(output), drop_finished, form_path, jobs, force)
    from budgetxl.verbs.next_year import roll_over

    refuse_inputs(output, (source,))
    refuse_suffix(output, ".xlsx")
    rolled = roll_over(source_of(source), to, drop_finished, form_path, find_form)
    write_whole(output, rolled.data, force, (source,))
    show(say("rolled_over", form=rolled.form, year=rolled.year))
    _print_lines(rolled.lines)
    if rolled.lost:
        tell(say("rolled_lost", n=rolled.lost))
    said(output)
    return HAS_ERRORS if rolled.lost else OK


def _print_lines(lines: tuple[Line, ...]) -> None:
    """All lines below the headings of their fates, on standard output."""
    from budgetxl.bureau.carrying.messages import say as say_of_carrying
    from budgetxl.verbs.next_year import fate_heading, line_text

    for fate in dict.fromkeys(line.fate for line in lines):
        group = [line for line in lines if line.fate is fate]
        show(fate_heading(fate, len(group)))
        for line in group[:MOST_LINES]:
            show(f"  {line_text(line)}")
        if len(group) > MOST_LINES:
            show("  " + say_of_carrying("carry-more", n=len(group)))


def _folder(folder: Path, to: str, output: Path, drop_finished: bool, form_path: str | None, jobs: int | None, force: bool) -> int:
    from budgetxl.verbs.next_year import Fate, planned_rollover

    from ..distributing import Outbox, previous_in

    if output.exists() and output.samefile(folder):
        raise Failure(say("rolled_same", path=output))
    before = previous_in(folder, to, find_form, jobs, form_path)
    for sentence in before.told:
        tell(sentence)
    if not before.found:
        raise Failure(say("rolled_nothing", path=folder), UNREADABLE)
    plan = planned_rollover(before, to, drop_finished, form_path, find_form)
    outbox = Outbox(output, plan, [str(folder / one.previous) for one in plan], force, INDEX)
    outbox.send(jobs, label="bar_rollover")
    index = outbox.finish([say("rolled_about", path=folder, form=to)])
    if index is not None:
        said(index)
    lines = [told.line for one in plan if outbox.is_carried(one) for told in one.told]
    counts = {fate: sum(line.fate is fate for line in lines) for fate in (Fate.LOST, Fate.LOOK)}
    tell(say("rolled_folder", n=len(plan), form=plan[0].form_id, year=plan[0].order.year, m=len(outbox.made) - outbox.failed))
    if any(counts.values()):
        tell(say("rolled_counts", lost=counts[Fate.LOST], look=counts[Fate.LOOK]))
    if before.unread or outbox.failed:
        return UNREADABLE
    return HAS_ERRORS if before.wrong or counts[Fate.LOST] else OK
