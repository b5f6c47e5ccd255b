"""``budgetxl rules``: the rule catalogue of a form, each rule as a Chinese sentence."""

from __future__ import annotations

import click

from ..chinese import ChineseCommand
from ..common import find_form
from ..printing import print_json, show, show_lines


@click.command("rules", cls=ChineseCommand, help="列出一个表样的全部校验规则，每条一句中文。")
@click.argument("form", metavar="FORM")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--markdown", is_flag=True, help="输出 Markdown 表格。")
def command(form: str, as_json: bool, markdown: bool) -> None:
    from budgetxl.verbs import rule_catalogue

    catalogue = rule_catalogue(form, find_form)
    if as_json:
        print_json(catalogue.document)
    elif markdown:
        show_lines(catalogue.markdown)
    else:
        for rule in catalogue.rules:
            show(f"{rule.id:<9}{rule.level}  {rule.sentence}")
        for one in catalogue.dropped:
            show(f"{one.id:<9}{one.reason}")
