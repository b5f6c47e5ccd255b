"""``budgetxl forms``: the forms that are known; ``forms check`` finds every mistake in one; ``forms create`` starts one."""

from __future__ import annotations

from pathlib import Path

import click

from ..app import HAS_ERRORS
from ..chinese import ChineseCommand
from ..common import Failure, print_json, reason_of, said, the_form, write_whole
from ..messages import say


class FormsGroup(click.Group, ChineseCommand):
    """The group with a Chinese help page that lists its own commands."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        ChineseCommand.format_options(self, ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl([(name, (sub.help or "").split("。")[0]) for name, sub in self.commands.items()])


@click.group("forms", cls=FormsGroup, invoke_without_command=True, subcommand_metavar="[命令]", help="列出已知的表样：编号、名称、年度、出处。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    if context.invoked_subcommand is not None:
        return
    from budgetxl.forms import FormError, known_folders, load_form
    from budgetxl.layout.columns import text_width

    rows = []
    for name, folder in known_folders().items():
        try:
            form = load_form(name)
        except FormError as error:
            click.echo("\n".join(map(str, error.mistakes)), err=True)
            continue
        if not form.abstract:
            rows.append({"id": form.id, "title": title_of(form.title), "year": form.year, "from": str(folder)})
    if as_json:
        print_json({"forms": rows})
        return
    for row in rows:
        title = str(row["title"])
        click.echo(f"{row['id']:<28}{title}{' ' * max(2, 46 - text_width(title))}{row['year'] or '':<6}{row['from']}")


def title_of(template: str) -> str:
    """A form's title as it is listed: slots as （…）."""
    import re

    return re.sub(r"\{\{[^}]*\}\}", "…", template)


@command.command("check", cls=ChineseCommand, help="检查表样文件夹，列出其中每一处错误。")
@click.argument("path", metavar="PATH")
def check_command(path: str) -> int:
    from budgetxl.forms import FormError, find_folder, load_form
    from budgetxl.notice.template_check import template_mistakes

    try:
        find_folder(path)
    except FormError as error:
        raise Failure(str(error)) from None
    try:
        form = load_form(path)
    except FormError as error:
        for mistake in error.mistakes:
            click.echo(str(mistake))
        return HAS_ERRORS
    mistakes = template_mistakes(form)
    for mistake in mistakes:
        click.echo(str(mistake))
    if mistakes:
        return HAS_ERRORS
    click.echo(say("form_ok", form=form.id, sheets=len(form.sheets), rules=len(form.rules)))
    return 0


@command.command("create", cls=ChineseCommand, help="新建一个继承现有表样的文件夹。")
@click.argument("new_id", metavar="NEW_ID")
@click.option("--from", "parent", required=True, metavar="ID", help="继承哪个表样。")
@click.option("-o", "--output", default=".", metavar="DIR", help="建在哪个文件夹下，默认当前文件夹。")
def create_command(new_id: str, parent: str, output: str) -> None:
    import re

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,48}", new_id):
        raise Failure(say("bad_id", value=new_id))
    above = the_form(parent)
    folder = Path(output) / new_id
    if folder.exists():
        raise Failure(say("exists", path=folder))
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise Failure(say("cant_write", path=folder, reason=reason_of(error))) from None
    year = re.search(r"(\d{4})$", new_id)
    owner = next((name for name, path in zip(above.lineage, above.folders) if (path / "notice.md.j2").is_file()), above.id)
    extended = above.id if not Path(parent).is_dir() else Path(parent).resolve()
    files = {
        "form.toml": f'# 只写与 {above.id} 不同之处；写法见 docs/FORMS.md\nid = "{new_id}"\nextends = "{extended}"\n'
        + (f"year = {year[1]}\n" if year else ""),
        "rules.toml": "# 新增或改写的规则；同号的规则改写上级的，remove = true 去掉一条\n",
        "notice.md.j2": f'{{% extends "{owner}/notice.md.j2" %}}\n{{# 照名重写上级文稿的 block，就只换那一处 #}}\n',
    }
    for name, text in files.items():
        write_whole(str(folder / name), text.encode(), force=False)
    the_form(str(folder))
    said(str(folder))
