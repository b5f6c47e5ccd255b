"""``{% call clause() %}…{% endcall %}``: a clause that is not printed where nothing that it tells is filled in.

A clause with one figure of two is no clause to leave out: the figure that lacks is asked for, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import BlankError
from ..wording import Blank

if TYPE_CHECKING:
    from ..environment import NoticeEnvironment

_AS_IN_A_DRAFT = "…"


class Told:
    """How much of what a clause tells is filled in, and how much blank. What the filters of the notice are given counts."""

    def __init__(self) -> None:
        self.filled = self.blank = 0


def clause_of(environment: NoticeEnvironment) -> Callable[..., str]:
    """The function ``clause`` for the templates of an environment."""

    def clause(caller: Callable[[], str]) -> str:
        outer, environment.told = environment.told, Told()
        lacking = len(environment.lacking)
        try:
            text = caller()
            if environment.told.blank and not environment.told.filled:
                del environment.lacking[lacking:]
                return ""
            return text
        except BlankError:
            if environment.told.filled or _filled_behind(environment, caller):
                raise
            return ""
        finally:
            environment.told = outer

    return clause


def _filled_behind(environment: NoticeEnvironment, caller: Callable[[], str]) -> bool:
    """Whether something behind the first blank of a clause is filled in: the clause is made once more, as in a draft."""
    strict, environment.blank = environment.blank, Blank(_AS_IN_A_DRAFT)
    lacking = len(environment.lacking)
    try:
        caller()
    except BlankError:
        return False
    finally:
        environment.blank = strict
        del environment.lacking[lacking:]
    return bool(environment.told.filled)


__all__ = ["Told", "clause_of"]
