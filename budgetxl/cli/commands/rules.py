"""``budgetxl rules``: the rule catalogue of a form, each rule as a Chinese sentence."""

from __future__ import annotations

import click

from ..chinese import ChineseCommand
from ..common import print_json, the_form

LEVELS = {"error": "错误", "warning": "核实", "info": "提示"}


@click.command("rules", cls=ChineseCommand, help="列出一个表样的全部校验规则，每条一句中文。")
@click.argument("form", metavar="FORM")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--markdown", is_flag=True, help="输出 Markdown 表格。")
def command(form: str, as_json: bool, markdown: bool) -> None:
    from budgetxl.forms import rule_sentence

    loaded = the_form(form)
    rows = [
        {
            "id": rule.id, "severity": rule.severity, "trial": rule.trial, "sentence": rule_sentence(loaded, rule),
            "message": rule.message, "hint": rule.hint or None, "check": rule.check.text,
        }
        for rule in loaded.rules
    ]  # fmt: skip
    if as_json:
        print_json({"form": loaded.id, "rules": rows})
    elif markdown:
        click.echo("| 规则号 | 级别 | 规则 | 提示语 |\n| --- | --- | --- | --- |")
        for row in rows:
            level = LEVELS[str(row["severity"])] + ("（试行）" if row["trial"] else "")
            click.echo(f"| {row['id']} | {level} | {_cell(row['sentence'])} | {_cell(row['message'])} |")
    else:
        for row in rows:
            click.echo(f"{row['id']:<9}{LEVELS[str(row['severity'])]}{'（试行）' if row['trial'] else ''}  {row['sentence']}")


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
