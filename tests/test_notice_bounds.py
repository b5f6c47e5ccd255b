"""No wording runs without end or fills the memory: each of these ends with one sentence that names template and line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jinja2
import pytest
from making import a_form, filled, record

from budgetxl.cli.app import run
from budgetxl.forms import load_form
from budgetxl.notice import NoticeError, render
from budgetxl.notice.bounds import MOST_CHARACTERS, MOST_STEPS, Budget
from budgetxl.notice.environment import make_environment, render_template
from budgetxl.workbook import fill, read

DOUBLED = "{% set a = a ~ a %}" * 40
ENDLESS = [
    "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
    "{% for a in range(100000) %}{% for b in range(100000) %}甲{{ a }}{% endfor %}{% endfor %}",
    "{% for a in range(100000) %}" + "甲" * 1000 + "{% endfor %}",
    "{% for a in range(100000) %}{% for b in range(100000) if b > 1000000 %}{% endfor %}{% endfor %}",
    "{% for a in range(100000) recursive %}{{ loop(range(100000)) }}{% endfor %}",
    "{{ 'x' | center(2000000000) }}",
    "{{ 'x'.center(2000000000) }}",
    "{{ 'x'.ljust(2000000000) }}",
    "{{ 'x'.zfill(2000000000) }}",
    "{{ 'x\t'.expandtabs(2000000000) }}",
    "{{ 'x' | indent(2000000000) }}",
    "{{ 'x x' | wordwrap(1, wrapstring='y' ~ a) }}",
    "{{ '%2000000000d' % 1 }}",
    "{{ '%2000000000d' | format(1) }}",
    "{{ '{:2000000000}'.format(1) }}",
    "{{ '{0:2000000000}'.format_map({}) }}",
    "{{ 'x' * 2000000000 }}",
    "{{ [1] * 2000000000 }}",
    "{{ 2 ** 1000000000 }}",
    "{% set a = 'xxxxxxxxxx' %}" + DOUBLED + "{{ a }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40,
    "{% set a = [1] %}" + "{% set a = a + a %}" * 40,
    "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "{% set a = [1] %}" + "{% set a = {'x': a, 'y': a} %}" * 40 + "{{ a | string }}",
    "{% set a = 1 %}" + "{% set a = (a, a) %}" * 40 + "{{ a == a }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a | replace('x', 'xx') %}" * 40,
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = [a, a] | join %}" * 40,
    "{% set a = 'x' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
    "{% set n = namespace(a='x') %}{% for i in range(100) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "{{ range(10**9) }}",
    "{{ range(1000000000) | list }}",
    "{{ range(1000000000) | join }}",
    "{{ [1] | batch(2000000000, 0) | list }}",
    "{{ [1] | slice(2000000000) | list }}",
    "{% for i in range(100000) %}{{ range(100000) | sum }}{% endfor %}",
    "{% for i in range(100000) %}{% if -1 in range(100000) | list %}{% endif %}{% endfor %}",
    "{% for i in range(100000) %}{% set a = range(100000) | map('string') | list %}{% endfor %}",
    "{% set a = range(100000) | list %}{% for i in range(100000) %}{% set b = a[::-1] %}{% endfor %}",
    "{% set a = 'x' | replace('x', 'y') %}{% for i in range(100000) %}{{ ('y' ~ a) | upper }}{% endfor %}{% for i in range(100000) %}{% for b in range(9) %}{% endfor %}{% endfor %}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
    "{% block a %}{{ self.a() }}{% endblock %}",
    "{% include 'notice' %}",
    "{% extends 'notice' %}",
    "{% import 'notice' as n %}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{{ " + "-" * 5000 + "1 }}",
    "{{ " + "not " * 5000 + "1 }}",
    "{% if a %}" * 500 + "{% endif %}" * 500,
    "{% for a in b %}" * 30 + "{% endfor %}" * 30,
    "{{ 1" + " + 1" * 5000 + " }}",
    "{{ [" * 500 + "]}}" * 500,
    "{% set a = 1e400 %}{{ a | money }}",
    "{% set n = namespace(a=10000000000) %}{% for i in range(100) %}{% set n.a = n.a * n.a %}{% endfor %}",
    "{% set loop = 1 %}{% for i in range(3) %}{{ loop.nosuch }}{% endfor %}",
    "{% macro a(b, b) %}{% endmacro %}",
    "{% macro a(b=1, c) %}{% endmacro %}",
    "{{ a(b=1, b=2) }}",
    "{{ None() }}",
    "{{ money(*1) }}",
    "{{ money(**1) }}",
    "{% for a, b in [1] %}{% endfor %}",
    "{{ '\\ud800' | money }}",
    "{{ (5).to_bytes(2000000000, 'big') }}",
    "{{ words.__class__ }}",
    "{{ dict(a=1) }}",
    "{% break %}",
    "{% block a %}{% endblock %}{% block a %}{% endblock %}",
    "{% from 'nosuch' import a %}",
    "{{ super() }}",
    "{{ caller() }}",
    "{% call nosuch() %}{% endcall %}",
]


@pytest.mark.parametrize("template", ENDLESS, ids=lambda template: template[:60])
def test_wording_that_has_no_end_or_no_sense_ends_with_a_sentence(template: str) -> None:
    environment = make_environment(jinja2.DictLoader({"notice": template}))
    with pytest.raises(NoticeError) as caught:
        render_template(environment, "notice", {"words": {}, "b": [], "a": "甲"})
    assert caught.value.template == "notice" or "nosuch" in template
    assert caught.value.line >= 1
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("\n\n{% for a in range(100000) %}\n{% for b in range(100000) %}{% endfor %}{% endfor %}", 4),
        ("甲\n{% for a in range(100000) %}\n" + "乙" * 1000 + "\n{% endfor %}", 2),
        ("{% macro a() %}\n\n{{ a() }}{% endmacro %}\n{{ a() }}", 3),
        ("\n\n{{ " + "(" * 5000, 3),
        ("\n" + "{% for a in b %}\n" * 30 + "{% endfor %}" * 30, 22),
    ],
)
def test_the_line_is_that_where_it_happened(template: str, line: int) -> None:
    environment = make_environment(jinja2.DictLoader({"notice": template}))
    with pytest.raises(NoticeError) as caught:
        render_template(environment, "notice", {"b": []})
    assert caught.value.line == line


WORKS = [
    ("{% for a in range(3) %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %}，{% endif %}{% endfor %}", "1/3，2/3，3/3"),
    ("{% for a, b in [(1, 2), (3, 4)] if a > 1 %}{{ a ~ '-' ~ b }}{% endfor %}", "3-4"),
    ("{{ ['甲', '乙'] | join('、') }}", "甲、乙"),
    ("{{ [{'n': '甲'}, {'n': '乙'}] | join('、', attribute='n') }}", "甲、乙"),
    ("{{ [{'n': '甲'}, {'n': '乙'}] | map(attribute='n') | join }}", "甲乙"),
    ("{{ '甲乙' | replace('甲', '丙') }}", "丙乙"),
    ("{{ '甲乙甲' | replace('甲', '', 1) }}", "乙甲"),
    ("{{ 'ab'.upper() }}{{ '甲乙'.startswith('甲') }}", "AB是"),
    ("{{ {'a': '甲'}['a'] }}{{ {'a': '乙'}.get('a') }}", "甲乙"),
    ("{{ [3, 1, 2] | sort | first }}{{ [1, 2][1:] | last }}", "12"),
    ("{% if 2 in [1, 2] and 3 not in [1, 2] %}在{% endif %}", "在"),
    ("{% macro m(a) %}【{{ a }}】{% endmacro %}{{ m('甲') }}", "【甲】"),
    ("{% for a in [['x', []]] recursive %}{{ a[0] }}{{ loop(a[1]) }}{% endfor %}", "x"),
    ("{{ words.title ~ 1 }}", "题1"),
    ("{% set n = namespace(c=0) %}{% for i in range(4) %}{% set n.c = n.c + i %}{% endfor %}{{ n.c }}", "6"),
    ("{{ x | groupby('g') | length }}", "1"),
]


@pytest.mark.parametrize(("template", "printed"), WORKS)
def test_what_counting_is_put_into_works_as_before(template: str, printed: str) -> None:
    environment = make_environment(jinja2.DictLoader({"notice": template}))
    text = render_template(environment, "notice", {"words": {"title": "题"}, "x": [{"g": Decimal(1)}]})
    assert "".join(sign for sign in text if not "\ufdd0" <= sign <= "\ufdef") == printed


@pytest.mark.parametrize("sample", sorted((Path(__file__).parents[1] / "sample_workbooks").glob("*.json")), ids=lambda path: path.stem)
def test_the_notices_of_our_samples_use_less_than_a_twentieth(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Budget] = []
    real = Budget.__init__

    def noted(budget: Budget) -> None:
        real(budget)
        used.append(budget)

    monkeypatch.setattr(Budget, "__init__", noted)
    given = json.loads(sample.read_text(encoding="utf-8"))
    form = load_form(given["form"])
    render(read(fill(form, given["data"], given["year"]), form).submission, draft=True)
    assert len(used) == 1
    assert 0 < (MOST_STEPS - used[0].steps) * 20 < MOST_STEPS
    assert 0 < (MOST_CHARACTERS - used[0].characters) * 20 < MOST_CHARACTERS


def test_the_command_says_it_and_ends_with_an_error_of_the_form_not_of_the_program(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    form = a_form(tmp_path, record("x", a="text"))
    (form.folders[0] / "notice.md.j2").write_text("\n{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(fill(form, {"x": {"a": "甲"}}, 2022))
    assert run(["render", str(tmp_path / "a.xlsx"), "--form", str(form.folders[0]), "-o", str(tmp_path / "a.txt")]) == 1
    assert "notice.md.j2 第 2 行：" in capfd.readouterr().err


def test_a_template_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="text"))
    (form.folders[0] / "notice.md.j2").write_bytes("#= 说明".encode("gbk"))
    with pytest.raises(NoticeError, match="UTF-8"):
        render(filled(form, {"x": {"a": "甲"}}).submission)
