"""The formats of a report, in one table: a new one is one module beside this and one line here."""

from __future__ import annotations

from importlib import import_module

from budgetxl.values.records import dataclass

from .writer import ReportWriter


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One format: its name, the suffix of its files (with the dot), its media type, and what it is, for the command line.

    ``module`` is the module beside this one whose ``WRITER`` writes it. It is imported when a report is asked for, so that
    a check without one does not wait for it.
    """

    name: str
    suffix: str
    media_type: str
    help: str
    module: str

    @property
    def writer(self) -> ReportWriter:
        writer: ReportWriter = import_module(f".{self.module}", __package__).WRITER
        return writer


_PAGE = "另写一个网页：可按级别和工作表筛选，带出错处的表格图，附检查表，可直接打印。"
_TABLE = "另写一个 CSV 表：每个问题一行，可以用 Excel、WPS 打开，排序、筛选、汇总。"

_CHECKLIST = "另写财政局的检查表：一个单位一张工作表，公开内容的每一部分是否符合要求、有什么问题；要由人判断的注明。"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Every format by its name, in the order in which people are told of them.
FORMATS: dict[str, ReportFormat] = {
    one.name: one
    for one in (
        ReportFormat("json", ".json", "application/json", "输出 JSON。", "json_report"),
        ReportFormat("html", ".html", "text/html; charset=utf-8", _PAGE, "html_report"),
        ReportFormat("csv", ".csv", "text/csv; charset=utf-8", _TABLE, "csv_report"),
        ReportFormat("checklist", ".xlsx", _EXCEL, _CHECKLIST, "inspection_workbook"),
    )
}
