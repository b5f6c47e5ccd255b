"""What went wrong in a template, as one Chinese sentence with template and line."""

from __future__ import annotations

import re
from types import TracebackType
from typing import NoReturn

import jinja2
from jinja2.exceptions import SecurityError

from . import messages
from .errors import NoticeError

_UNKNOWN_FILTER = re.compile(r"No (filter|test) named '(.*)'")
_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(.*?)'")


def raise_with_place(error: BaseException) -> NoReturn:
    """Raises the NoticeError that says what ``error`` means to the author of a template.

    A fault of budgetxl's own (an exception from a function that a template merely called) is raised as it is.
    """
    if isinstance(error, NoticeError):
        raise error.at(*_place(error.__traceback__))
    if isinstance(error, jinja2.TemplateSyntaxError):
        raise _syntax(error).at(error.name or error.filename or "", error.lineno) from error
    problem = _problem(error)
    if problem is None:
        raise error
    raise problem.at(*_place(error.__traceback__)) from error


def _syntax(error: jinja2.TemplateSyntaxError) -> NoticeError:
    detail = error.message or ""
    if match := _UNKNOWN_FILTER.match(detail):
        return NoticeError(messages.UNKNOWN_FILTER, name=match.group(2))
    if match := _UNKNOWN_TAG.match(detail):
        return NoticeError(messages.UNKNOWN_TAG, name=match.group(1))
    return NoticeError(messages.SYNTAX, detail=detail)


def _problem(error: BaseException) -> NoticeError | None:
    match error:
        case jinja2.TemplateNotFound():
            return NoticeError(messages.UNKNOWN_TEMPLATE, name=error.name or "")
        case jinja2.TemplateRuntimeError() if match := _UNKNOWN_FILTER.match(error.message or ""):
            return NoticeError(messages.UNKNOWN_FILTER, name=match.group(2))
        case SecurityError():
            return NoticeError(messages.FORBIDDEN, detail=error.message)
        case jinja2.UndefinedError():
            return NoticeError(messages.AS_IT_IS, detail=error.message)
        case jinja2.TemplateError():
            return NoticeError(messages.FAILED, detail=error.message)
        case TypeError() | ValueError() | ArithmeticError() | LookupError() | RecursionError() if _in_template(error):
            return NoticeError(messages.FAILED, detail=str(error))
        case _:
            return None


def _place(trace: TracebackType | None) -> tuple[str, int]:
    """The innermost template and line that an error passed through."""
    name, line = "", 0
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            name, line = template.name or "", template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return name, line


def _in_template(error: BaseException) -> bool:
    """Whether an error was raised by a template's own line or by Jinja, not by a function of ours that it called."""
    trace, names = error.__traceback__, {}
    while trace is not None:
        names, trace = trace.tb_frame.f_globals, trace.tb_next
    return "__jinja_template__" in names or str(names.get("__name__", "")).startswith("jinja2")
