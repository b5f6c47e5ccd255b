"""What went wrong in a template, as one Chinese sentence with template and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import GeneratorType, TracebackType
from typing import NoReturn

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.parser import Parser

from ...values.faults import said_of
from .. import messages
from ..errors import NoticeError
from .details import in_chinese

_UNKNOWN_FILTER = re.compile(r"No (filter|test) named '(.*)'")
_UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(.*?)'")

#: What Jinja says of a text that is no template, and what that means to its author.
_SYNTAX = {
    re.compile(r"Unexpected end of template\..* needs to be closed is '(?P<name>\w+)'"): messages.NOT_CLOSED,
    re.compile(r"unexpected char '(?P<found>.)'"): messages.WRONG_CHARACTER,
    re.compile(r"expected token '(?P<wanted>.*?)', got '(?P<found>.*?)'"): messages.WRONG_TOKEN,
    re.compile(r"block '(?P<name>.*?)' defined twice"): messages.BLOCK_TWICE,
    re.compile(r"unexpected '(?P<found>.*?)'"): messages.UNEXPECTED,
    re.compile(r"unexpected end of (?:template|statement|print)", re.IGNORECASE): messages.UNFINISHED,
}  # fmt: skip
_TOKENS = {
    "end of statement block": "%}", "end of print statement": "}}", "begin of statement block": "{%", "end of template": "文稿的末尾",
    "name": "名称",
}  # fmt: skip
_NOT_COMPARED = re.compile(r"not supported between instances of")


def raise_with_place(error: BaseException) -> NoReturn:
    """Raises the NoticeError that says what ``error`` means to the author of a template.

    Of a fault of budgetxl's own (an exception from a function that a template merely called) it says that it is one.
    """
    if isinstance(error, NoticeError):
        raise error.at(*_place(error.__traceback__))
    if isinstance(error, jinja2.TemplateSyntaxError):
        raise _syntax(error).at(error.name or error.filename or "", error.lineno) from error
    if isinstance(error, MemoryError) or not isinstance(error, Exception):
        raise error
    problem = _problem(error)
    raise problem.at(*_place(error.__traceback__)) from error


def _syntax(error: jinja2.TemplateSyntaxError) -> NoticeError:
    detail = error.message or ""
    if match := _UNKNOWN_FILTER.match(detail):
        return NoticeError(messages.UNKNOWN_FILTER, name=match.group(2))
    if match := _UNKNOWN_TAG.match(detail):
        return NoticeError(messages.UNKNOWN_TAG, name=match.group(1))
    for pattern, message in _SYNTAX.items():
        if match := pattern.search(detail):
            return NoticeError(message, **{name: _TOKENS.get(found, found) for name, found in match.groupdict(default="").items()})
    return NoticeError(messages.SYNTAX, detail=in_chinese(detail))


def _problem(error: Exception) -> NoticeError:
    match error:
        case RecursionError():
            return NoticeError(messages.TOO_DEEP)
        case jinja2.TemplateNotFound():
            return NoticeError(messages.UNKNOWN_TEMPLATE, name=error.name or "")
        case jinja2.TemplateRuntimeError() if match := _UNKNOWN_FILTER.match(error.message or ""):
            return NoticeError(messages.UNKNOWN_FILTER, name=match.group(2))
        case SecurityError():
            return NoticeError(messages.FORBIDDEN, detail=in_chinese(error.message))
        case jinja2.UndefinedError():
            return NoticeError(messages.AS_IT_IS, detail=in_chinese(error.message))
        case jinja2.TemplateError():
            return NoticeError(messages.FAILED, detail=in_chinese(error.message))
        case TypeError() | ValueError() | ArithmeticError() | LookupError() | NameError() if _in_template(error):
            return NoticeError(messages.NOT_COMPARED) if _NOT_COMPARED.search(str(error)) else NoticeError(messages.FAILED, detail=in_chinese(error))
        case _:
            return NoticeError(messages.FAULT, detail=said_of(error))


def not_compiled(error: BaseException, name: str, code: Callable[[], str]) -> NoticeError:
    """What Python says of a template that Jinja has understood, or why Jinja gave up; ``code`` makes what Python was given."""
    if isinstance(error, SyntaxError):
        return NoticeError(messages.NOT_COMPILED, detail=in_chinese(error.msg)).at(name, _line_of_code(code(), error.lineno or 0))
    line, trace = 1, error.__traceback__
    while trace is not None:
        values = trace.tb_frame.f_locals
        if isinstance(parser := values.get("self"), Parser):
            line = parser.stream.current.lineno
        elif isinstance(node := values.get("node"), nodes.Node) and node.lineno:
            line = node.lineno
        trace = trace.tb_next
    if isinstance(error, RecursionError | MemoryError):
        return NoticeError(messages.TOO_DEEP).at(name, line)
    return NoticeError(messages.NOT_COMPILED, detail=in_chinese(error)).at(name, line)


def _line_of_code(code: str, line: int) -> int:
    """The line of the template that a line of the code was made from; Jinja notes them at the end of the code."""
    noted = re.search(r"^debug_info = '([0-9=&]*)'", code, re.MULTILINE)
    pairs = [tuple(map(int, pair.split("="))) for pair in noted[1].split("&")] if noted and noted[1] else []
    return max((pair for pair in pairs if pair[1] <= line), key=lambda pair: pair[1], default=(1, 1))[0]


def place_in(parts: object) -> tuple[str, int]:
    """The template and line at which the pieces of a text are being made; nowhere for pieces that are there already."""
    while isinstance(parts, GeneratorType) and isinstance(parts.gi_yieldfrom, GeneratorType):
        parts = parts.gi_yieldfrom
    if isinstance(parts, GeneratorType) and parts.gi_frame is not None:
        template = parts.gi_frame.f_globals.get("__jinja_template__")
        if template is not None:
            return template.name or "", template.get_corresponding_lineno(parts.gi_frame.f_lineno)
    return "", 0


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
