"""What the shell offers for a word that is being typed: ids of forms, folders, files.

Which of them a word may be is what its help page calls it (its ``metavar``), so a command says it once. Forms are listed by their
folders, never loaded: a shell asks at every press of a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FORMS = frozenset({"FORM", "ID", "PATH"})  # by id or by folder
FOLDERS = FORMS | {"DIR"}
FILES = frozenset({"FILE", "OUT", "ROSTER"})  # and whatever has a suffix


class Named(click.types.StringParamType):
    """A text that names something: a file (then ``kind`` is ``file``), a folder (``dir``), a form or the folder of one."""

    def __init__(self, is_form: bool, kind: str) -> None:
        self.is_form, self.kind = is_form, kind

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text. An option without one is refused: to the system an empty name is the folder at hand."""
        if isinstance(param, click.Option) and isinstance(value, str) and not value.strip():
            from .common import Failure
            from .messages import say

            raise Failure(say("no_name", option=param.opts[0]))
        return str(super().convert(value, param, ctx))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem  # only for a shell that asks

        found = [CompletionItem(incomplete, type=self.kind)] if self.kind else []
        return [*found, *(CompletionItem(name) for name in (_forms() if self.is_form else ()) if name.startswith(incomplete))]


def complete_by_metavar(params: Iterable[click.Parameter]) -> None:
    """Give the parameters that are plain texts the completion that their ``metavar`` speaks of."""
    for param in params:
        words = (param.metavar or "").removesuffix("...").strip("[]").split("|")
        if param.type is click.STRING and (named := _named(words)) is not None:
            param.type = named


def commands_like(incomplete: str, commands: Mapping[str, str]) -> list[CompletionItem]:
    """The commands, with what they do, that begin so; and files, which may stand where a command does."""
    from click.shell_completion import CompletionItem

    found = [CompletionItem(name, help=text) for name, text in commands.items() if name.startswith(incomplete)]
    return [CompletionItem(incomplete, type="file"), *found]


def _named(words: list[str]) -> Named | None:
    is_form = not FORMS.isdisjoint(words)
    if any("." in word or word in FILES for word in words):
        return Named(is_form, "file")
    return Named(is_form, "dir") if not FOLDERS.isdisjoint(words) else None


def _forms() -> Iterable[str]:
    from budgetxl.forms import known_folders

    return known_folders()


__all__ = ["commands_like", "complete_by_metavar"]
