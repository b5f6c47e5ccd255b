"""What the parts of ``bureau`` give each other: units of a roster, what a unit has sent, what a whole collection says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from budgetxl.values import Finding
from budgetxl.values.records import dataclass

State = Literal["未报", "有错误", "待核实", "通过", "重复", "版本不符", "无法读取"]
"""The state of a unit: that of the version that counts (INTERFACE.md). A file of no unit is 不在名册 or 无法读取."""
PASSED: Final = "通过"
TO_VERIFY: Final = "待核实"
COUNTING: tuple[State, ...] = (PASSED, TO_VERIFY, "有错误")
"""The states in which a unit has figures that can be added up; whether they are is for the collection to say."""
STATES: tuple[State, ...] = (*COUNTING, "重复", "版本不符", "无法读取", "未报")
"""All states, those that are well first."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of a roster. ``code`` keeps its zeros; ``parent`` is the code of the 部门 that a 单位 belongs to, empty for none.

    ``more`` are the roster's other columns, kept as they are. ``row`` is its row in the file, from 1.
    """

    code: str
    name: str
    kind: str = ""
    parent: str = ""
    contact: str = ""
    phone: str = ""
    form: str = ""
    deadline: date | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class SheetPrint:
    """What one unit's sheet is known by among others.

    ``digest`` is one of its typed amounts, each with its place, and empty where these are too few to tell; ``size`` is the sum
    of all its amounts without their signs, in 元, 0 where it has none; ``last`` is that of last year's beside them.
    """

    name: str
    digest: str
    size: Decimal
    last: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """What a worker sends back of one submission: JSON and the report, never the read workbook.

    ``files`` are the paths of its workbooks, relative to the folder (several where it was sent in parts); ``data`` is what
    ``export`` gives (numbers as strings); ``findings`` and ``counts`` are those of ``check``; ``modified`` is the latest of the core
    properties, else of the file. Of what can't be read ``error`` says why, and all else is empty.

    ``digest`` is the SHA-256 of the workbook, of several that of their ``digests``. ``received`` is the time of the file, ``part`` the
    section of a split workbook that was read alone, ``mismatch`` says why the workbook is none of the form's version, if it is
    none. ``figures`` are the figures that may be added up, a column's as its sum, by their paths, in plain decimals; ``places`` the
    cells of those that stand once (``收支!B5``); ``sheets`` what tells one unit's sheet from another's, by the sheet's id;
    ``project_codes`` the long codes of its tables, each with its cell. ``ahead`` is when it says that it was saved, where that has
    not come yet: then it counts by its file's time. ``parts`` are the titles of the sections that its workbooks are, one for each;
    ``blank`` says that nothing is filled in beyond what may have been distributed.
    """

    files: tuple[str, ...]
    digest: str
    modified: datetime | None = None
    form: str = ""
    version: str = ""
    year: int | None = None
    unit_code: str = ""
    unit_name: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    open_warnings: int = 0
    checklist: tuple[tuple[str, str, str], ...] = ()
    error: str = ""
    digests: tuple[str, ...] = ()
    received: datetime | None = None
    part: str = ""
    mismatch: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, SheetPrint] = field(default_factory=dict)
    project_codes: tuple[tuple[str, str], ...] = ()
    ahead: datetime | None = None
    parts: tuple[str, ...] = ()
    blank: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files, without the folders and archives in which the bureau has put them."""
        return tuple(PurePosixPath(file).name for file in self.files)


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit of the roster after a collection: ``counting`` is the version that counts, ``versions`` are all, latest first.

    ``across`` are warnings that only the comparison with other units, or with last year, shows (待核实, never 有错误). ``reason``
    says why it has its state, ``to_unit`` the same to the unit, where that needs other words. ``remarks`` are for the bureau alone.
    """

    unit: Unit
    state: State
    counting: Read | None = None
    versions: tuple[Read, ...] = ()
    across: tuple[Finding, ...] = ()
    late: bool = False
    reason: str = ""
    to_unit: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The reason and the remarks, as the bureau reads them."""
        return "；".join(one.rstrip("。") for one in (self.reason, *self.remarks) if one)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*(self.counting.findings if self.counting is not None else ()), *self.across)

    @property
    def superseded(self) -> tuple[Read, ...]:
        """The versions beside the one that counts, latest first; a part of which a later one came (:attr:`Read.part`) is none."""
        return () if self.counting is None else tuple(one for one in self.versions if one is not self.counting and not one.part)


@dataclass(frozen=True, slots=True)
class Other:
    """A file that belongs to no unit of the roster: ``state`` is 不在名册, 无法读取 or 未处理 (kept out: .rar, mail, lock files)."""

    file: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over units, by the path of a field (``income.total``), in the unit of the field.

    ``counted`` are the codes of the units that went in, ``left_out`` those that did not with the reason; ``passed`` are the
    sums over those whose state is 通过 (其中通过). ``sheets`` are the units whose figures of one sheet alone stay out of the sums
    (of another order than all others'), by the sheet's id, each with the reason. ``passing`` are the codes of the units whose
    figures are in ``passed``: units within a department whose own workbook has not passed are among them.
    """

    sums: Mapping[str, Decimal] = field(default_factory=dict)
    passed: Mapping[str, Decimal] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    passing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder that was collected, held against its roster; ``today`` is the day on which that was."""

    form: str
    year: int | None
    units: tuple[UnitResult, ...] = ()
    others: tuple[Other, ...] = ()
    totals: Totals = field(default_factory=Totals)
    today: date | None = None

    @property
    def passed(self) -> tuple[str, ...]:
        """The codes of the units that went into the totals and whose state is 通过 (其中通过)."""
        counted = set(self.totals.counted)
        return tuple(result.unit.code for result in self.units if result.state == PASSED and result.unit.code in counted)

    @property
    def with_errors(self) -> tuple[Unit, ...]:
        """The units that went into the totals all the same, though their state is 有错误."""
        counted = set(self.totals.counted)
        return tuple(result.unit for result in self.units if result.state == "有错误" and result.unit.code in counted)
