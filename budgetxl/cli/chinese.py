"""click in Chinese: help pages and the sentences for wrong usage. Nothing here knows a command."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .completion import commands_like, complete_by_metavar

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

USAGE, OPTIONS, COMMANDS, HELP_TEXT = "用法：", "选项", "命令", "显示这段说明。"


def examples() -> dict[str, list[str]]:
    """The worked examples by command: data, since they name forms and files."""
    import tomllib

    found: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))
    return found


class ChineseFormatter(click.HelpFormatter):
    """Headings end with a Chinese colon."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")


class ChineseContext(click.Context):
    """A context whose help pages are in Chinese."""

    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    """A command whose help page is in Chinese and ends with its worked examples."""

    context_class = ChineseContext

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        complete_by_metavar(self.params)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=USAGE)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        found = [param.get_help_record(ctx) for param in options]
        rows = [(name, text.replace("  [required]", "必填。")) for name, text in filter(None, found)]
        if rows:
            with formatter.section(OPTIONS):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lines = examples().get(ctx.command_path.partition(" ")[2])
        if lines:
            formatter.write_paragraph()
            formatter.write("例：\n")
            for line in lines:
                formatter.write(f"  {line}\n")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = HELP_TEXT
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[选项]" if piece == "[OPTIONS]" else piece for piece in super().collect_usage_pieces(ctx)]


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is run, so that ``--help`` starts quickly.

    ``fallback`` is run where no command is named but files are: with one of these ``endings``, or files and folders that are there.
    """

    context_class = ChineseContext

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], fallback: str, endings: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lazy, self.fallback, self.endings, self.fallback_options = lazy, fallback, endings, ("--open",)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy:
            return None
        module = importlib.import_module(self.lazy[cmd_name][0])
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        named = {name: text for name, (_, text) in self.lazy.items() if name != self.fallback}
        return [*commands_like(incomplete, named), *click.Command.shell_complete(self, ctx, incomplete)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = next((one for one in args if one not in self.fallback_options), "")
        if named not in self.lazy and (named.lower().endswith(self.endings) or (named[:1] not in ("", "-") and _is_there(named))):
            args = [self.fallback, *args]  # files dropped on the program's icon
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "命令 [选项] [文件]…", prefix=USAGE)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(OPTIONS):
            formatter.write_dl([("--version", "显示版本。"), ("--help", HELP_TEXT)])
        with formatter.section(COMMANDS):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy.items() if name != self.fallback])


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # no name that the system knows
        return False


def usage_sentence(error: click.UsageError) -> str:
    """What was wrong with the words of a command line, in one Chinese sentence."""
    match error:
        case click.NoSuchOption():
            near = f"，是否应为 {'、'.join(error.possibilities)}" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}"
        case click.MissingParameter():
            param = error.param
            name = param.opts[0] if isinstance(param, click.Option) else (param.make_metavar(error.ctx) if param and error.ctx else "")
            return f"缺少{'选项' if isinstance(param, click.Option) else '参数'} {name}"
        case click.BadOptionUsage():
            bare = "does not take a value" in error.message
            return f"选项 {error.option_name} {'不带值' if bare else '后面应有一个值'}"
        case click.BadParameter():
            param = error.param
            name = param.opts[0] if param is not None and param.opts else ""
            return f"{name} 的值不对：{_reason(error.message)}"
    if error.message.startswith("No such command"):
        return f"没有这个命令：{_near_command(error.message.split(chr(39))[1], error.ctx)}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多出的参数：{error.message.partition('(')[2].rstrip(')')}"
    return error.message


def _near_command(name: str, context: click.Context | None) -> str:
    from difflib import get_close_matches

    group = context.command if context is not None else None
    known = group.list_commands(context) if isinstance(group, click.Group) and context is not None else []
    near = get_close_matches(name, known, 1)
    return f"{name}，是否应为 {near[0]}" if near else name


def _reason(message: str) -> str:
    if "is not a valid integer" in message:
        return f"{message.split(chr(39))[1]} 不是整数"
    if "is not one of" in message:
        return "只能是 " + message.split("is not one of", 1)[1].strip(" .")
    return message
