"""How a shell completes a command line: ids of forms, paths, commands and options, without loading a form."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import CompletionItem, ShellComplete

from budgetxl.cli.app import COMMANDS, application
from budgetxl.forms import known_folders

FORMS = list(known_folders())
FORM = FORMS[0]


def offered(line: str) -> list[CompletionItem]:
    """What is offered for the last word of a line, which may be blank."""
    *words, last = line.split(" ")
    return ShellComplete(application, {}, "budgetxl", "_BUDGETXL_COMPLETE").get_completions(words[1:], last)


def plain(line: str) -> list[str]:
    return [item.value for item in offered(line) if item.type == "plain"]


def kinds(line: str) -> set[str]:
    return {item.type for item in offered(line)}


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(application)
    for name in COMMANDS:
        command = application.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())


LINES = [
    (f"budgetxl {name}{'' if isinstance(param, click.Argument) else f' {param.opts[-1]}'} ", (param.metavar or "").strip("[]"))
    for name, command in commands()
    for param in command.params
    if param.param_type_name == "option" or param is command.params[0]
    if param.type.name == "text"
]


@pytest.mark.parametrize("line", [line for line, metavar in LINES if metavar in ("FORM", "ID", "PATH")])
def test_the_ids_of_forms_are_offered_wherever_a_form_is_asked_for(line: str) -> None:
    assert plain(line) == FORMS
    assert (plain(line + FORM[:4]), plain(line + "nothing-of-the-kind")) == ([one for one in FORMS if one.startswith(FORM[:4])], [])


def test_every_option_form_takes_a_form() -> None:
    asked = [line for line, metavar in LINES if metavar in ("FORM", "ID", "PATH") and line.endswith(" --form ")]
    having = [name for name, command in commands() if any("--form" in param.opts for param in command.params)]
    assert asked == [f"budgetxl {name} --form " for name in having] != []


@pytest.mark.parametrize("line", [line for line, metavar in LINES if metavar in ("FORM", "ID", "PATH", "DIR")])
def test_a_folder_is_completed_by_the_shell(line: str) -> None:
    assert kinds(line + "./表") == {"dir"}
    assert offered(line + "./表")[0].value == "./表"


@pytest.mark.parametrize("line", [line for line, metavar in LINES if any(mark in metavar for mark in (".", "FILE", "OUT", "ROSTER"))])
def test_a_file_is_completed_by_the_shell(line: str) -> None:
    assert kinds(line + "./表") == {"file"}


@pytest.mark.parametrize("line", [line for line, metavar in LINES if metavar in ("NAME", "CODE", "TEXT", "ADDRESS", "NEW_ID")])
def test_what_names_nothing_is_not_completed(line: str) -> None:
    assert offered(line) == []


def test_every_kind_of_word_is_tried_here() -> None:
    known = {"FORM", "ID", "PATH", "DIR", "NAME", "CODE", "TEXT", "ADDRESS", "NEW_ID", "FILE", "OUT", "ROSTER"}
    others = {metavar for _, metavar in LINES if "." not in metavar and not known & set(metavar.split("|"))}
    assert all(name.islower() or name == "" for metavar in others for name in metavar.split("|")), others  # --format docx|html|…


def test_the_second_of_two_arguments_is_completed_too() -> None:
    assert kinds("budgetxl diff 甲.xlsx ./") == {"file"}
    assert kinds("budgetxl check 甲.xlsx 乙.xlsx ./") == {"file"}


def test_commands_are_offered_with_what_they_do_and_files_that_may_stand_there() -> None:
    items = {item.value: item.help for item in offered("budgetxl re") if item.type == "plain"}
    assert items == {name: COMMANDS[name][1] for name in ("repair", "render")}
    assert kinds("budgetxl ./") == {"file"}
    assert plain("budgetxl ") == [name for name in COMMANDS if name != "open"]


def test_options_and_subcommands_are_offered() -> None:
    assert plain("budgetxl new --sp") == ["--split"]
    assert plain("budgetxl --ver") == ["--version"]
    assert plain("budgetxl forms ") == ["check", "create", "schema", "show"]


# ── as a shell asks


def asked(words: str, at: int, *python: str) -> str:
    surroundings = {**os.environ, "_BUDGETXL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    return subprocess.run([sys.executable, *(python or ("-m", "budgetxl"))], env=surroundings, capture_output=True, text=True, check=True).stdout


def test_no_form_and_no_heavy_library_is_loaded_to_complete_its_id() -> None:
    code = """
import sys
from pathlib import Path
opened = []
Path.open = Path.read_bytes = Path.read_text = lambda self, *rest, **more: opened.append(str(self)) or 1 / 0
from budgetxl.cli.app import run
run([])
heavy = {"tomllib", "jinja2", "openpyxl", "xlsxwriter", "budgetxl.forms.load.loader"} & set(sys.modules)
print("loaded", sorted(heavy), [path for path in opened if not path.endswith(".kept")])  # those are of the program's own code
"""
    shown = asked(f"budgetxl new {FORM[:3]}", 2, "-c", code).splitlines()
    assert (f"plain,{FORM}" in shown, shown[-1]) == (True, "loaded [] []")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_a_form_and_where_there_is_none_a_folder(tmp_path: Path) -> None:
    (tmp_path / "表样").mkdir()
    script = """
PATH="$1:$PATH"
eval "$(_BUDGETXL_COMPLETE=bash_source budgetxl)"
for word in "$2" 表; do
  COMP_WORDS=(budgetxl new "$word") COMP_CWORD=2 COMPREPLY=()
  compopt() { echo "compopt $1 $2"; }
  _budgetxl_completion budgetxl "$word" new
  echo "${COMPREPLY[@]}"
done
"""
    program = tmp_path / "bin" / "budgetxl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m budgetxl "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    command = ["bash", "--norc", "-c", script, "bash", str(program.parent), FORM[:-1]]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ended.stdout.splitlines() == ["compopt -o dirnames", FORM, "compopt -o dirnames", ""], ended.stderr
