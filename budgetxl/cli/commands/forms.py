"""``budgetxl forms``: the forms that are known; ``forms check`` finds every mistake in one; ``forms create`` starts one.

``forms show`` writes one out as it is after inheritance, ``forms schema`` what an editor has to know of a form's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..app import OK, WRONG_USAGE
from ..chinese import ChineseCommand
from ..common import Failure, find_form, said
from ..messages import say
from ..printing import print_data, print_json, show, tell
from ..writing import make_folder, write_whole, writing


class FormsGroup(click.Group, ChineseCommand):
    """The group with a Chinese help page that lists its own commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        ChineseCommand.format_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, (sub.help or "").split("。")[0]) for name, sub in self.commands.items()])


HELP = "列出已知的表样：编号、哪里哪一年的、是不是默认的、名称、出处。"


@click.group("forms", cls=FormsGroup, invoke_without_command=True, subcommand_metavar="[命令]", help=HELP)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    from budgetxl.layout.columns import text_width
    from budgetxl.verbs import list_forms

    forms, mistakes = list_forms(find_form)
    for mistake in mistakes:
        tell(str(mistake))
    if as_json:
        print_json({"forms": [form.document for form in forms]})
        return
    for form in forms:
        of_whom = " ".join(filter(None, (form.county, f"{form.year}年" if form.year else "", say("default_form") if form.default else "")))
        show(f"{form.id:<28}{of_whom}{' ' * max(2, 36 - text_width(of_whom))}{form.title}{' ' * max(2, 46 - text_width(form.title))}{form.folder}")


@command.command("check", cls=ChineseCommand, help="检查表样文件夹，列出其中每一处错误。")
@click.argument("path", metavar="PATH")
def check_command(path: str) -> int:
    from budgetxl.verbs import check_form

    found = check_form(path, find_form)
    for mistake in found.mistakes:
        show(str(mistake))
    if not found.mistakes:
        show(say("form_ok", form=found.id, sheets=found.sheets, rules=found.rules))
    if found.dropped:
        show(say("dropped", rules="、".join(rule.short for rule in found.dropped)))
    if found.not_live:
        show(say("not_live", fields="、".join(found.not_live)))
    if found.unspoken:
        show(say("unspoken", fields="、".join(found.unspoken)))
    if found.samples:
        show(say("samples", lists="、".join(found.samples)))
    return WRONG_USAGE if found.mistakes else OK


@command.command("create", cls=ChineseCommand, help="新建一个继承现有表样的文件夹。")
@click.argument("new_id", metavar="NEW_ID")
@click.option("--from", "parent", required=True, metavar="ID", help="继承哪个表样。")
@click.option("-o", "--output", default=".", metavar="DIR", help="建在哪个文件夹下，默认当前文件夹。")
def create_command(new_id: str, parent: str, output: str) -> None:
    from budgetxl.verbs import create_form, the_form

    folder = Path(output) / new_id
    beside = Path(output) / parent
    above = Path(parent) if Path(parent).is_dir() else beside if parent and (beside / "form.toml").is_file() else None
    extends = "" if above is None else above.resolve().name if above.resolve().parent == Path(output).resolve() else str(above.resolve())
    files = create_form(new_id, str(above or parent), extends, find_form)
    _write_folder(folder, files)
    the_form(str(folder), find_form)
    said(str(folder))


@command.command("show", cls=ChineseCommand, help="写出一个表样继承上级之后的全部内容，每一键注明来自哪个上级。")
@click.argument("form", metavar="ID")
@click.option("-o", "--output", metavar="DIR", help="写成一个文件夹，连同代码表和文稿，可以单独使用；不写则只把 TOML 印出来。")
def show_command(form: str, output: str | None) -> None:
    from budgetxl.verbs import form_files, form_text

    if output is None:
        print_data(form_text(form, find_form).rstrip("\n").encode())
        return
    _write_folder(Path(output), form_files(form, find_form))
    said(output)


@command.command("schema", cls=ChineseCommand, help="输出表样文件的 JSON Schema，供编辑器补全和检查。")
@click.argument("file", type=click.Choice(["form", "rules"]), default="form", metavar="[form|rules]")
def schema_command(file: str) -> None:
    from budgetxl.verbs import form_schema

    print_json(form_schema(file))


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """A new folder with these files. Raises Failure where there is one already."""
    with writing(folder):
        if folder.exists():
            raise Failure(say("exists_folder", path=folder))
    make_folder(folder)
    for name, data in files.items():
        write_whole(str(folder / name), data, force=False)
