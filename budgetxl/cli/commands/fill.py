"""``budgetxl fill``: a completed workbook from data, the inverse of ``export``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..app import UNREADABLE
from ..chinese import ChineseCommand
from ..common import Failure, reason_of, said, the_form, write_whole
from ..messages import say


@click.command("fill", cls=ChineseCommand, help="用 export 导出的数据生成填好的工作簿。")
@click.argument("data", metavar="DATA.json")
@click.option("-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件。")
@click.option("--form", "form_path", metavar="PATH", help="数据所用表样的文件夹，表样不在已知之列时用。")
@click.option("--force", is_flag=True, help="覆盖已有文件。")
def command(data: str, output: str, form_path: str | None, force: bool) -> None:
    from decimal import Decimal

    from budgetxl.forms import DataError
    from budgetxl.workbook import fill

    try:
        given = json.loads(Path(data).read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise Failure(say("file", path=data, reason=reason_of(error)), UNREADABLE) from None
    except UnicodeDecodeError:
        raise Failure(say("not_utf8", path=data), UNREADABLE) from None
    except json.JSONDecodeError as error:
        raise Failure(say("not_json", path=data, line=error.lineno, column=error.colno), UNREADABLE) from None
    except RecursionError:
        raise Failure(say("too_deep", path=data), UNREADABLE) from None
    if not isinstance(given, dict) or not isinstance(given.get("form"), str) or not isinstance(given.get("data"), dict):
        raise Failure(say("not_data", path=data))
    extra = [key for key in given if key not in ("form", "year", "data")]
    if extra:
        raise Failure(say("outer_keys", path=data, keys="、".join(extra)))
    year = given.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise Failure(say("bad_year", path=data))
    form = the_form(form_path or given["form"])
    if form.abstract:
        raise Failure(say("abstract", form=form.id))
    try:
        written = fill(form, given["data"], year)
    except DataError as error:
        raise Failure("\n".join(f"{data}：{problem}" for problem in error.problems)) from None
    write_whole(output, written, force)
    said(output)
