"""The units of an overview: state, counts, figures, files, findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from budgetxl.checks.reports.html_report import FindingView, finding_view
from budgetxl.forms import Form, OverviewChart
from budgetxl.values import told
from budgetxl.values.records import dataclass
from budgetxl.values.severities import level_of
from budgetxl.workbook.plain_sheets import FileLink

from ..file_links import file_link
from ..messages import say
from ..model import Collection, Read, UnitResult
from .figures import UnitFigures


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as the page shows it. ``counts`` are errors, open and answered warnings and informations; None where nothing was read.

    ``figures`` are its figures of the charts by unit, in their order. ``files`` are those of the version that counts, else of the
    latest; ``others`` those of all other versions. ``findings`` are of its own workbook, ``across`` of the comparison of units.
    ``words`` is what a search looks through.
    """

    number: int
    result: UnitResult
    counts: tuple[int, int, int, int] | None
    figures: tuple[Decimal | None, ...]
    counted: bool
    reasons: tuple[str, ...]
    files: tuple[FileLink, ...]
    others: tuple[FileLink, ...]
    findings: tuple[FindingView, ...]
    across: tuple[FindingView, ...]
    words: str


def unit_views(
    collection: Collection, form: Form, figures: UnitFigures, charts: Sequence[OverviewChart], folder: str
) -> Iterator[UnitView]:
    """The units in the order of the roster; ``charts`` are those by unit."""
    names = {result.unit.code: result.unit.name for result in collection.units}
    counted = set(collection.totals.counted)
    for number, result in enumerate(collection.units, start=1):
        code, read = result.unit.code, result.counting
        amounts = figures.amounts.get(code, {})
        shown = tuple(amounts.get(chart.figures[0].path) for chart in charts)
        current = read or (result.versions[0] if result.versions else None)
        own = read.findings if read is not None else ()
        yield UnitView(
            number, result, _counts(result) if read is not None and not read.error else None, shown, code in counted,
            tuple(_reasons(result, collection, code in counted, form)), _links(current, folder),
            tuple(link for one in result.versions if one is not current for link in _links(one, folder)),
            tuple(map(finding_view, own)), tuple(map(finding_view, result.across)), _words(result, names),
        )  # fmt: skip


def _counts(result: UnitResult) -> tuple[int, int, int, int]:
    levels = [level_of(one) for one in result.findings]
    return levels.count("error"), levels.count("warning"), levels.count("answered"), levels.count("info")


def _reasons(result: UnitResult, collection: Collection, counted: bool, form: Form) -> Iterator[str]:
    """Why a unit has its state, and why its figures, or those of some sheets, do not count."""
    said = [result.said or (result.counting.error if result.counting is not None else "")]
    if not counted and not result.reason:
        said.append(collection.totals.left_out.get(result.unit.code, ""))
    yield from dict.fromkeys(one for one in said if one)
    yield from (say("overview-sheet", sheet=sheet, reason=reason) for sheet, reason in sheets_left_out(collection, form, result.unit.code))


def sheets_left_out(collection: Collection, form: Form, code: str) -> Iterator[tuple[str, str]]:
    """The sheets of a unit whose figures alone stay out of the totals, each with the reason."""
    names = {sheet.id: sheet.common_name for sheet in form.sheets}
    for sheet, codes in collection.totals.sheets.items():
        if code in codes:
            yield names.get(sheet, sheet), codes[code]


def _links(read: Read | None, folder: str) -> tuple[FileLink, ...]:
    return tuple(file_link(file, folder, file) for file in read.files) if read is not None else ()


def _words(result: UnitResult, names: Mapping[str, str]) -> str:
    """What a search finds a unit by: code, name, department, kind, contact, state, its rules."""
    unit = result.unit
    rules = dict.fromkeys(one.rule for _, one, _ in told(result.findings))
    late = [say("states-is-late")] if result.late else []
    given = [unit.code, unit.name, unit.parent, names.get(unit.parent, ""), unit.kind, unit.contact, result.state, *late, *rules]
    return " ".join(filter(None, given)).casefold()
