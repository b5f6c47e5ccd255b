"""No shipped wording holds an amount of its own, in whatever branch; and the search for one finds each that is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from budgetxl.notice.environment import make_environment

TEMPLATES = sorted((Path(__file__).parent.parent / "templates").glob("*/*.j2"))
DIGITS = re.compile(r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*")
NUMERALS = re.compile(r"[零一二三四五六七八九十百千万亿两]*[一二三四五六七八九十百千两][零一二三四五六七八九十百千万亿点]*元|百分之[零一二三四五六七八九十百点]+")
NUMBERING = re.compile(r"(?:^|\n)[ \t]*[0-9]{1,2}(?=$|[.．、）])")  # of a paragraph; its sign may be a word of the form
ENVIRONMENT = make_environment(jinja2.DictLoader({}))
COMPARED = (0, 1)  # numbers that a wording may ask for: nothing, and one of a thing


def amounts_in(source: str) -> list[tuple[int, str]]:
    """Every number that a template says itself, with its line: in its text, in the texts and the arithmetic of its expressions."""
    tree = ENVIRONMENT.parsed(source, "notice")
    return sorted({*_texts(tree), *_numbers(tree)})


def _texts(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for node in tree.find_all(nodes.TemplateData):
        plain = NUMBERING.sub("", node.data)
        yield from ((node.lineno, found[0]) for pattern in (DIGITS, NUMERALS) for found in pattern.finditer(plain))
    names = {id(each.template) for each in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))}
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in names:
            yield from ((const.lineno, found[0]) for pattern in (DIGITS, NUMERALS) for found in pattern.finditer(const.value))


def _numbers(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    asked = {id(const) for compare in tree.find_all(nodes.Compare) for each in compare.ops for const in each.find_all(nodes.Const)}
    asked |= {id(each.expr) for compare in tree.find_all(nodes.Compare) for each in compare.ops}
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, int | float) and not isinstance(const.value, bool):
            harmless = const.value == 0 or (id(const) in asked and const.value in COMPARED)
            if not harmless:
                yield const.lineno, str(const.value)


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) >= 7


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
def test_no_shipped_wording_holds_an_amount(path: Path) -> None:
    assert amounts_in(path.read_text(encoding="utf-8")) == []


PUT_IN = [
    "共3.5万元。", "共35元。", "占5%。", "1,200万元", "３．５万元", "三十五万元", "百分之五", "截至2026年末", "\n3万元\n", "\n1. 共8万元\n",
    "{{ '3.5万元' }}", "{{ 3.5 | money }}", "{{ 35 }}", "{% set limit = 120 %}", "{{ (unit.code | length) * 2 }}", "{{ unit.code | default('三万元') }}",
    "{% if unit.code is filled %}甲{% else %}12.5万元{% endif %}", "{% macro m(v=20) %}{{ v }}{% endmacro %}", "{{ unit.code ~ '8元' }}",
    "{% for v in [5, 6] %}{{ v }}{% endfor %}", "{% if unit.code == 20 %}甲{% endif %}", "{{ '%s' | replace('%s', '7') }}", "{# 5 #}{% raw %}6万元{% endraw %}",
]  # fmt: skip


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("amount", PUT_IN)
def test_an_amount_that_is_put_into_a_wording_is_found_wherever_it_stands(path: Path, amount: str) -> None:
    source = path.read_text(encoding="utf-8")
    places = [found.end() for found in re.finditer(r"\{% block \w+ -?%\}|\{%-? (?:if|else|elif)[^%]*%\}", source)]
    some = places[:: len(places) // 3 + 1]
    assert [at for at in (*some, len(source)) if not amounts_in(source[:at] + amount + source[at:])] == []


@pytest.mark.parametrize("harmless", ["1．一", "{% if unit.code == 0 %}甲{% endif %}", "{{ unit.code | default(0) }}", "{% if unit.code | length > 1 %}甲{% endif %}", "第一部分", "单位：万元", "{# 3.5万元 #}"])
def test_what_is_no_amount_is_not_taken_for_one(harmless: str) -> None:
    assert amounts_in(harmless) == []
