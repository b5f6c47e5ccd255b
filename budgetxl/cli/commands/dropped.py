"""Workbooks, or folders of them, dropped on the program's icon: check them, and render each notice beside its workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..app import EXIT_CODES, HAS_ERRORS, OK, UNREADABLE, WORKBOOKS
from ..chinese import ChineseCommand
from ..common import Failure, find_form, progress_of, said, sources_of, tell_unreadable, workbooks_among
from ..messages import refused, say
from ..own_files import is_signed, place_for, signed
from ..printing import tell
from ..writing import write_whole, writing

if TYPE_CHECKING:
    from budgetxl.verbs import Checked

REPORT = "校验报告.html"


@click.command("open", cls=ChineseCommand, hidden=True, help="校验工作簿，没有错误就在旁边生成说明；给文件夹就是其中的全部工作簿。")
@click.argument("given", nargs=-1, required=True, metavar="FILE.xlsx|DIR...")
@click.option("--open", "show", is_flag=True, help="另写一份网页报告并打开。")
def command(given: tuple[str, ...], show: bool) -> int:
    from budgetxl.verbs import REPORT_FORMATS, Checked, Unreadable, check_files, report_entry

    from ..terminal import print_report

    files, code = _workbooks(given)
    page, entries = REPORT_FORMATS["html"], []
    notices = Notices(files)
    with progress_of(files) as progress:
        for one in check_files(sources_of(files), None, find_form, progress):
            if show:
                entries.append(report_entry(page, one))
            match one:
                case Unreadable():
                    tell_unreadable(one)
                    code = max(code, UNREADABLE)
                case Checked():
                    print_report(one)
                    code = max(code, HAS_ERRORS if one.failed() else notices.write(one))
    if entries:
        _open(Path(files[0]).parent / REPORT, page.writer.whole(entries), files)
    return code


class Notices:
    """Writes notices beside their workbooks, each under a name of its own."""

    def __init__(self, files: tuple[str, ...]) -> None:
        self.files = files
        self.written: set[Path] = set()

    def write(self, one: Checked) -> int:
        """The notice of one unit; where there can't be one, it is told why, and the others go on."""
        from budgetxl.verbs import NOTICE_FORMATS, Refusal, is_own_notice, notice_of, safe_name

        kind = NOTICE_FORMATS["docx"]
        first = Path(one.sources[0].name)
        try:
            notice = notice_of(one, kind)
            wanted = first.with_suffix(kind.suffix) if len(one.sources) == 1 else first.with_name(safe_name(one.unit, kind.suffix))
            with writing(wanted):
                place, replaces = place_for(wanted, is_own_notice, self.written)
            write_whole(str(place), notice, replaces, self.files)
        except Refusal as error:
            tell(refused(error.code, str(error), error.slots))
            return EXIT_CODES[error.kind]
        except Failure as error:
            tell(error.format_message())
            return error.exit_code
        self.written.add(place)
        said(str(place))
        return OK


def _workbooks(given: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """The workbooks to check, those of folders included, and the exit code so far. What programs leave beside them is said once."""
    found: list[str] = []
    code = OK
    for path in dict.fromkeys(given):
        inside = list(_inside(Path(path)))
        if not inside and Path(path).is_dir():
            tell(say("no_workbooks", path=path))
            code = UNREADABLE
        found.extend(str(file) if Path(path).is_dir() else path for file in inside)
    files = workbooks_among(found)
    return files, code if files else UNREADABLE


def _inside(path: Path) -> Iterator[Path]:
    """The workbooks of a folder, by name; of a file, itself. A pipe in a folder is none: nobody may ever write into it."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(one for one in path.iterdir() if one.name.lower().endswith(WORKBOOKS) and (one.is_file() or not one.exists()))


def _open(wanted: Path, page: bytes, files: tuple[str, ...]) -> None:
    """Write the report beside the workbooks, and show it as the system shows pages."""
    with writing(wanted):
        place, replaces = place_for(wanted, is_signed, ())
    write_whole(str(place), signed(page), replaces, files)
    said(str(place))
    click.launch(str(place))
