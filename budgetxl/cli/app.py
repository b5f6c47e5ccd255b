"""The program ``budgetxl``: which commands there are, and how every failure ends in one sentence and an exit code."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from contextlib import suppress
from typing import TextIO

import click

from .. import frozen
from ..values.faults import reason_of
from ..values.kept import keep_compiled
from ..verbs import Refusal
from .chinese import LazyGroup, usage_sentence
from .messages import refused, say
from .printing import begin_printing, colours, has_printed, print_json, tell

OK, HAS_ERRORS, WRONG_USAGE, UNREADABLE, FAULT = 0, 1, 2, 3, 4
EXIT_CODES = {"usage": WRONG_USAGE, "unreadable": UNREADABLE, "has_errors": HAS_ERRORS}

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods")
COMMANDS = {
    "forms": ("budgetxl.cli.commands.forms", "列出、检查、新建表样"),
    "new": ("budgetxl.cli.commands.new", "生成空白工作簿"),
    "fill": ("budgetxl.cli.commands.fill", "用数据生成填好的工作簿"),
    "export": ("budgetxl.cli.commands.export", "把工作簿里的数据导出为 JSON"),
    "check": ("budgetxl.cli.commands.check", "校验工作簿"),
    "repair": ("budgetxl.cli.commands.repair", "恢复表样的公式、格式和保护，填的内容都保留"),
    "render": ("budgetxl.cli.commands.render", "生成预算公开情况说明"),
    "diff": ("budgetxl.cli.commands.diff", "比较两个工作簿：哪些栏目不同"),
    "distribute": ("budgetxl.cli.commands.distribute", "按名册给每个单位生成工作簿"),
    "collect": ("budgetxl.cli.commands.collect", "对照名册收齐工作簿，汇总各单位"),
    "rollover": ("budgetxl.cli.commands.rollover", "结转到下一年：上年数、文字和项目带入新工作簿"),
    "desk": ("budgetxl.cli.commands.desk", "在浏览器里打开工作台，只在这台电脑上"),
    "rules": ("budgetxl.cli.commands.rules", "列出一个表样的全部校验规则"),
    "open": ("budgetxl.cli.commands.dropped", "校验并生成说明（把工作簿拖到图标上时用）"),
}

NULL_WHERE_FAILED = {"diff": ("fields",)}  # keys of a command's JSON that say nothing where it couldn't go on


@click.group(cls=LazyGroup, lazy=COMMANDS, fallback="open", endings=WORKBOOKS, help="预算公开工作簿：生成、读回、校验，并生成预算公开情况说明。")
@click.version_option(package_name="budgetxl", message="budgetxl %(version)s")
def application() -> None:
    pass


def main() -> None:
    """Run the command line and leave with its exit code (0 fine, 1 errors, 2 usage, 3 unreadable, 4 fault)."""
    if frozen.is_salvage_worker():
        from ..xlsx import salvage_worker

        return salvage_worker(int(sys.argv[2]))
    if frozen.is_frozen():  # a worker of collect begins as the program itself
        from multiprocessing import freeze_support

        freeze_support()
        frozen.restore_surroundings()
    if frozen.is_keeper():
        return frozen.keep()
    signal.signal(signal.SIGTERM, _interrupted)  # who is ended that way, by a scheduler say, tidies up as after Ctrl-C
    sys.stdout = _writing_whole(sys.stdout)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign of ours shows ? instead
    code = max(run(sys.argv[1:]), _rest_written())
    keep_compiled()
    gc.freeze()  # on its way out, Python need not look through what ends with the process anyway
    sys.exit(code)


def _interrupted(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _writing_whole(stream: TextIO) -> TextIO:
    """A standard output that takes each text whole or raises: without a buffer (PYTHONUNBUFFERED), Python loses what has no room."""
    raw = getattr(stream, "buffer", None)
    return io.TextIOWrapper(io.BufferedWriter(raw), stream.encoding) if isinstance(raw, io.RawIOBase) else stream


def _rest_written() -> int:
    """The exit code of what is still to be written to standard output; what can't be is thrown away."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK if isinstance(error, BrokenPipeError) else UNREADABLE
    return OK


def run(arguments: list[str]) -> int:
    """Run one command line; every failure becomes a sentence on standard error and an exit code, never a traceback.

    Whoever asked for JSON gets the sentence as JSON too, where nothing else has been printed.
    """
    begin_printing()
    code, said = _ended(arguments)
    if said:
        tell(said)
    if said and "--json" in arguments and not has_printed():
        with suppress(OSError):
            print_json({"error": said, **dict.fromkeys(NULL_WHERE_FAILED.get(arguments[0], ()))})
    return code


def _ended(arguments: list[str]) -> tuple[int, str]:
    """The exit code of a command line, and the sentence to be told where it failed."""
    try:
        result = application.main(arguments, prog_name="budgetxl", standalone_mode=False, color=colours())
        return result if isinstance(result, int) else OK, ""
    except click.exceptions.Exit as stop:
        return stop.exit_code, ""
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return OK, ""
    except Refusal as error:
        return EXIT_CODES[error.kind], refused(error.code, str(error), error.slots)
    except click.UsageError as error:
        named = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else []
        asked = error.ctx.command_path if error.ctx else " ".join(["budgetxl", *named])
        return WRONG_USAGE, f"{usage_sentence(error)}。用 {asked} --help 查看用法"
    except click.ClickException as error:
        return error.exit_code, error.format_message()
    except (click.Abort, KeyboardInterrupt):
        return WRONG_USAGE, "已中止"
    except SystemExit:  # click's answer to a reader that has gone away: it need not be told
        return OK, ""
    except OSError as error:  # what the system would not do, and nobody nearer to it has told
        place = str(error.filename) if error.filename is not None else say("a_file")
        return UNREADABLE, say("file", path=place, reason=reason_of(error))
    except Exception as error:
        if os.environ.get("BUDGETXL_DEBUG"):
            raise
        return FAULT, say("internal", kind=type(error).__name__, error=error)
