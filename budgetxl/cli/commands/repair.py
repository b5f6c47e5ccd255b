"""``budgetxl repair``: the form's formulas, formats and names put back, everything that was typed kept."""

from __future__ import annotations

import click

from budgetxl.verbs import Change

from ..app import HAS_ERRORS, OK
from ..chinese import ChineseCommand
from ..common import find_form, said, source_of
from ..printing import show, tell
from ..writing import refuse_inputs, refuse_suffix, write_whole

HELP = (
    "恢复一个工作簿：表样的公式、格式、下拉列表、保护和名称照空白工作簿重来，键入的内容、“校验”表的说明、批注、插入的行和自有的工作表都保留；"
    "改动逐格列出。有内容放不进表样、或读不出来的，不修复，指明是哪几格。"
)


@click.command("repair", cls=ChineseCommand, help=HELP)
@click.argument("file", metavar="FILE.xlsx")
@click.option("-o", "--output", required=True, metavar="NEW.xlsx", help="写到哪个文件；所给的文件不动。")
@click.option("--to", metavar="FORM", help="换成这个表样：同一表样的新版，或同一年的更正版；放不进去的写在“未带入”表里，退出码是 1。")
@click.option("--form", "form_path", metavar="PATH", help="表样文件夹，工作簿的表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(file: str, output: str, to: str | None, form_path: str | None, force: bool) -> int:
    from budgetxl.verbs import repair_workbook

    refuse_inputs(output, (file,))
    refuse_suffix(output, ".xlsx")
    repaired = repair_workbook(source_of(file), to, form_path, find_form)
    write_whole(output, repaired.data, force, (file,))
    print_changes(repaired.changes, repaired.lost)
    for note in repaired.notes:
        tell(note)
    said(output)
    return HAS_ERRORS if repaired.lost else OK


def print_changes(changes: tuple[Change, ...], lost: int) -> None:
    """All changes below the headings of their kinds, on standard output."""
    from budgetxl.verbs import change_heading

    from ..messages import say

    show(say("repaired_but", count=lost) if lost else say("repaired") if changes else say("unchanged"))
    kinds = dict.fromkeys(change.kind for change in changes)
    for kind in kinds:
        group = [change for change in changes if change.kind is kind]
        show(change_heading(kind, len(group)))
        for change in group:
            show(line_of(change))


def line_of(change: Change) -> str:
    """One change: the cell, what it is called, what stood there, what stands there now, and where, if elsewhere."""
    from ..messages import say

    label = f"{change.label}：" if change.label else ""
    if change.at is None:
        code = "change_to" if change.new else "change"
        return say(code, label=label, old=change.old, new=change.new)
    code = "change_at_to" if change.new else "change_at"
    line = say(code, cell=change.at, label=label, old=change.old, new=change.new)
    return line + (say("change_now", cell=change.to) if change.to not in (None, change.at) else "")
