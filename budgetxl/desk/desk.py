"""The desk: what the page asks for, call by call, whether it runs in the browser or behind ``budgetxl desk``.

It keeps what was given in memory, stands on ``verbs`` alone, and knows of no path, browser or server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import budgetxl

from ..values.faults import said_of
from ..values.written import numerals, read_number, says_nothing
from ..verbs import NOTICE_FORMATS, Refusal, doubts, new_parts, new_workbook, safe_name
from .bureau import Bureau
from .form_files import sorted_out
from .messages import say
from .model import Answer, GivenFile, MadeFile, Tell, archive, meant
from .own_forms import KnownForm, OwnForms
from .refusing import DeskRefusal
from .rows import Rows, Workers

Call = Callable[[Mapping[str, Any], Sequence[GivenFile], Tell], Answer]


class Desk:
    """One desk. ``call`` is all that the page uses; ``close`` takes away what was written for it. ``workers`` are asked where there is much."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now().astimezone(), workers: Workers = lambda files: None) -> None:
        self._clock = clock
        self.forms = OwnForms()
        self.rows = Rows(self.forms, workers)
        self.bureau = Bureau(self.forms, workers)
        self._calls: dict[str, Call] = {
            "about": lambda args, files, tell: self.about(),
            "check": lambda args, files, tell: self._check(meant(files), tell),
            "rows": lambda args, files, tell: self._shown(),
            "drop": lambda args, files, tell: self._drop(args),
            "make": lambda args, files, tell: self.rows.make(args.get("row"), args.get("what")),
            "report": lambda args, files, tell: Answer({}, (self.rows.report(),)),
            "blank": lambda args, files, tell: self._blank(args),
            "blank_roster": lambda args, files, tell: self.bureau.blank_roster(),
            "roster": lambda args, files, tell: self.bureau.take_roster(files),
            "distribute": lambda args, files, tell: self.bureau.distribute(args.get("form"), bool(args.get("split")), tell),
            "collect_again": lambda args, files, tell: self.bureau.begin_again(),
            "collect": lambda args, files, tell: self.bureau.collect(meant(files), args.get("form"), tell, self._clock()),
        }

    def call(self, name: str, args: Mapping[str, Any], files: Sequence[GivenFile], tell: Tell) -> Answer:
        """The answer to a call. What can't be done is an answer with ``error``, a Chinese sentence; a fault of the program as well."""
        try:
            known = self._calls.get(name)
            if known is None:
                raise DeskRefusal("no_call")
            return known(args, files, tell)
        except DeskRefusal as refusal:
            if refusal.reason in ("no_row", "no_rows"):  # another page has changed the list
                shown = self._shown()
                return Answer({**shown.value, "error": str(refusal)}, shown.files)
            return Answer({"error": str(refusal)})
        except Refusal as refusal:
            return Answer({"error": str(refusal)})
        except MemoryError:
            return Answer({"error": say("no_memory")})
        except Exception as error:  # the page goes on: what else was given is not lost
            return Answer({"error": say("fault", reason=said_of(error))})

    def about(self) -> Answer:
        """The program's version, the forms, and in which formats a notice is made."""
        return Answer({
            "version": budgetxl.__version__,
            "forms": [_form(one) for one in self.forms.known()],
            "notices": [{"name": one.name, "suffix": one.suffix} for one in NOTICE_FORMATS.values()],
        })  # fmt: skip

    def close(self) -> None:
        self.forms.close()

    def _check(self, files: Sequence[GivenFile], tell: Tell) -> Answer:
        """Forms are taken first, then the workbooks that came with them are checked; rows of a form that is another now, once more."""
        if not files:
            raise DeskRefusal("no_files")
        given = sorted_out(files)
        if not given.folders:
            return Answer({"rows": self.rows.take(files, tell)}, (self.rows.report(),))
        value: dict[str, Any] = {}
        try:
            taken, value["said"] = self.forms.take(given)
            value |= {"form": taken[-1].key, "forms": [_form(one) for one in self.forms.known()]}
            for one in taken:
                self.rows.again(one.id, tell)
        except Refusal as refusal:
            value["error"] = str(refusal)
        if given.others:
            self.rows.take(given.others, tell)
        shown = self._shown()
        return Answer({**shown.value, **value}, shown.files)

    def _drop(self, args: Mapping[str, Any]) -> Answer:
        self.rows.drop(args.get("row"))
        return self._shown()

    def _shown(self) -> Answer:
        rows = self.rows.shown()
        return Answer({"rows": rows}, (self.rows.report(),) if rows else ())

    def _blank(self, args: Mapping[str, Any]) -> Answer:
        place, unit, code = self.forms.place(args.get("form")), str(args.get("unit", "")).strip(), str(args.get("code", "")).strip()
        items = _items(args.get("projects"))
        odd = doubts(place, unit, code, None, items, self.forms.find)
        if wrong := [one.sentence for one in odd if one.wrong]:
            raise Refusal("as_said", sentences="\n".join(wrong))
        value = {"said": say("blank_doubts", doubts="\n".join(one.sentence for one in odd)), "heed": True} if odd else {}
        name = unit or self.forms.find(place).id
        if args.get("split"):
            parts = new_parts(place, unit, code, None, items, self.forms.find)
            members = [(safe_name(f"{name}-{part}", ".xlsx"), data) for part, data in parts.items()]
            return Answer(value, (archive(safe_name(say("blank_parts", unit=name)), members),))
        return Answer(value, (MadeFile(safe_name(say("blank", unit=name)), new_workbook(place, unit, code, None, items, self.forms.find)),))


FAR_TOO_MANY = 1_000_000  # what is fewer, and still too many, the verb says
_COUNTED = re.compile(r"(.+?)\s*(?:个|项|张)?\s*(?:项目|目标表|绩效目标表)?")


def _items(given: object) -> int | list[str] | None:
    """How many projects there are, or their names, a line each; None where nothing was said. Raises Refusal for what is neither.

    A count is written as people write one: 3, 三个, 3 个项目, and 无 for none.
    """
    lines = [line for one in str(given or "").splitlines() if (line := one.strip())]
    if len(lines) != 1:
        return lines or None
    if says_nothing(lines[0]):
        return 0
    counted = _COUNTED.fullmatch(lines[0])
    number = read_number(counted[1]).value if counted is not None else None
    if counted is None or not isinstance(number, Decimal):
        return lines
    if not any(map(str.isdigit, counted[1])) and numerals(int(number)) != counted[1].replace("两", "二"):
        return lines  # 八一, 百千万: names
    if not 0 <= number < FAR_TOO_MANY or number != int(number):
        raise DeskRefusal("items")
    return int(number)


def _form(one: KnownForm) -> dict[str, Any]:
    return {"key": one.key, "id": one.id, "title": one.title, "county": one.county, "year": one.year, "default": one.default}


__all__ = ["Desk"]
