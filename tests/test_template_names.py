"""What a template has wrong shows at ``forms check``: names that nobody has, and what only rendering finds out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, record, table

from budgetxl.forms import Form, known_folders, load_form
from budgetxl.notice import template_mistakes

SHEETS = (
    record("income", total="money", reason="text")
    + table("procurement", project="text", amount="money")
    + a_sheet(
        "资产", a_block("assets", "grid", rows=[{"id": "cars", "label": "车"}], columns=fields_of({"value": "money"}))
    )
    + a_sheet("项目", a_block("project", "record", fields=fields_of({"goal": "text"})), repeat="projects")
)  # fmt: skip
WORDS = '[words]\nempty_table = "本表为空表"\n'


def a_form_saying(folder: Path, wording: str) -> Form:
    form = a_form(folder, SHEETS, head=WORDS)
    (form.folders[0] / "notice.md.j2").write_text(wording, encoding="utf-8")
    return form


UNKNOWN = [
    ("{{ incom.total }}", "没有叫“incom”的内容，是否应为“income”"),
    ("{% if income.totl is filled %}{% endif %}", "“income”里没有叫“totl”的内容，是否应为“total”"),
    ("{% if income['totl'] is filled %}{% endif %}", "“income”里没有叫“totl”的内容，是否应为“total”"),
    ("{% if false %}{{ nosuchthing }}{% endif %}", "没有叫“nosuchthing”的内容"),
    ("{{ income.total | mony }}", "没有叫“mony”的过滤器，是否应为“money”"),
    ("{% if false %}{{ income.total | mony }}{% endif %}", "没有叫“mony”的过滤器，是否应为“money”"),
    ("{% if income.total is fileld %}{% endif %}", "没有叫“fileld”的判断，是否应为“filled”"),
    ("{{ mony(income.total) }}", "没有叫“mony”的内容，是否应为“money”"),
    ("{{ table('procurment') }}", "没有叫“procurment”的表格或字段，不能写进 table(…)，是否应为“procurement”"),
    ("{{ table('income.totl') }}", "没有叫“income.totl”的表格或字段，不能写进 table(…)，是否应为“income.total”"),
    ("{{ table('project') }}", "没有叫“project”的表格或字段"),
    ("{% for project in projects %}{{ table('procurement', of=project) }}{% endfor %}", "没有叫“procurement”的表格或字段"),
    ("{{ procurement.amount }}", "“procurement”有许多行，不能直接写“amount”；请用 for 逐行取"),
    ("{% for row in procurement %}{{ row.amuont | money }}{% endfor %}", "“row”里没有叫“amuont”的内容，是否应为“amount”"),
    ("{% for row in procurement | rejectattr('amount', 'blank') %}{{ row.amuont }}{% endfor %}", "是否应为“amount”"),
    ("{% for row in procurement | selectattr('amuont', 'filled') %}{% endfor %}", "“procurement”里没有叫“amuont”的内容，是否应为“amount”"),
    ("{{ procurement | map(attribute='projet') | join }}", "“procurement”里没有叫“projet”的内容，是否应为“project”"),
    ("{% set rows = procurement %}{% for row in rows %}{{ row.projct }}{% endfor %}", "是否应为“project”"),
    ("{% if assets.car.value is filled %}{% endif %}", "“assets”里没有叫“car”的内容，是否应为“cars”"),
    ("{% if assets.cars.valeu is filled %}{% endif %}", "“assets.cars”里没有叫“valeu”的内容，是否应为“value”"),
    ("{{ words.emtpy_table }}", "“words”里没有叫“emtpy_table”的内容，是否应为“empty_table”"),
    ("{% for row in procurement %}{{ loop.indx }}{% endfor %}", "“loop”里没有叫“indx”的内容，是否应为“index”"),
    ("{{ center('x') }}", "没有叫“center”的内容"),
    ("{{ 'x' | center(9) }}", "没有叫“center”的过滤器"),
    ("{% macro a(x) %}{{ y }}{% endmacro %}", "没有叫“y”的内容"),
]


@pytest.mark.parametrize(("wording", "said"), UNKNOWN)
def test_a_name_that_nobody_has_is_a_mistake_with_its_line_and_the_nearest(tmp_path: Path, wording: str, said: str) -> None:
    (mistake,) = template_mistakes(a_form_saying(tmp_path, f"#= 说明\n\n{wording}\n"))
    assert said in mistake.message
    assert mistake.message.startswith("模板 tiny/notice.md.j2 第 3 行：")


KNOWN = [
    "{% set a = income.total %}{% if a is filled %}{{ a | money }}{% endif %}",
    "{% for row in procurement %}{{ loop.index }}{{ row.project | default('') }}{% endfor %}",
    "{% for a, b in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}",
    "{% macro a(x, y=1) %}{{ x }}{{ y }}{{ varargs | length }}{% endmacro %}{{ a(1) }}",
    "{% macro a() %}{{ caller(1) }}{% endmacro %}{% call(x) a() %}{{ x }}{% endcall %}",
    "{% with a = 1 %}{{ a }}{% endwith %}",
    "{% set a %}甲{% endset %}{{ a }}",
    "{% set n = namespace(a=1) %}{% set n.a = 2 %}{{ n.a }}",
    "{% block a %}甲{% endblock %}{{ self.a() }}",
    "{{ words.empty_table }}{{ words.get('nosuch', '无') }}{{ year }}{{ last_year }}{{ form_title }}",
    "{{ table('procurement') }}\n{{ table('income', 'assets') }}\n{{ table('income.total') }}",
    "{% for project in projects %}\n{{ table('project.goal', of=project) }}\n{% endfor %}",
    "{{ procurement | selectattr('amount', 'filled') | map(attribute='project') | join('、') }}",
    "{{ procurement | length }}{{ range(3) | join }}",
    "{% if nothing is defined %}{{ nothing }}{% endif %}",
    "{{ assets.cars.label }}{{ income.label }}",
    "{{ income.reason.strip() if income.reason is filled else '' }}",
]


@pytest.mark.parametrize("wording", KNOWN)
def test_what_templates_give_a_name_themselves_is_known(tmp_path: Path, wording: str) -> None:
    assert template_mistakes(a_form_saying(tmp_path, f"#= 说明\n\n{wording}\n")) == []


TRIED = [
    ("{{ income.reason | money }}", "“money”需要数字"),
    ("{{ income.total | chinese_date }}", "“chinese_date”需要日期"),
    ("{{ procurement }}", "请写到具体的项"),
    ("{% if income.total is filled %}{{ income.reason - 1 }}{% endif %}", "不能计算"),
    ("{{ 1 / 0 }}", "除数是 0"),
    ("{% include 'nosuch' %}", "找不到模板“nosuch”"),
    ("{% if income.total is blank %}{{ income.total.nosuch }}{% endif %}", "没有叫“nosuch”的内容"),
    ("##### 标题", "不认识的行"),
    ("甲{{ table('procurement') }}", "应独占一行"),
    ("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "超过"),
    ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "没有尽头"),
    ("{% if not procurement %}{{ income.reason | money }}{% endif %}", ""),
]


@pytest.mark.parametrize(("wording", "said"), TRIED)
def test_what_only_rendering_finds_out_is_found_when_the_form_is_checked(tmp_path: Path, wording: str, said: str) -> None:
    found = template_mistakes(a_form_saying(tmp_path, f"#= 说明\n\n{wording}\n"))
    assert [mistake for mistake in found if said in mistake.message] == found
    assert bool(found) == bool(said)


def test_a_value_that_must_be_filled_in_is_no_mistake_of_the_template(tmp_path: Path) -> None:
    assert template_mistakes(a_form_saying(tmp_path, "#= 说明\n\n{{ income.total | money }}")) == []


@pytest.mark.parametrize("wording", ["{{ (", "{% if %}", "{{ 'a", "{% for %}{% endfor %}", "{% nosuch %}", "{{ " + "(" * 5000])
def test_a_template_that_cannot_be_parsed_is_one_mistake_with_its_line(tmp_path: Path, wording: str) -> None:
    (mistake,) = template_mistakes(a_form_saying(tmp_path, f"#= 说明\n\n{wording}\n"))
    assert "第 3 行" in mistake.message


def test_a_template_in_another_encoding_is_one_mistake(tmp_path: Path) -> None:
    form = a_form_saying(tmp_path, "")
    (form.folders[0] / "notice.md.j2").write_bytes("#= 说明\n{{ 一 }}".encode("gbk"))
    (mistake,) = template_mistakes(form)
    assert "UTF-8" in mistake.message


@pytest.mark.parametrize("name", known_folders())
def test_the_forms_that_we_ship_have_no_mistake_in_their_wording(name: str) -> None:
    assert template_mistakes(load_form(name)) == []


MEANT_OTHERWISE = [
    ("{% if income.total > 1,000 %}多{% endif %}", "一千写 1000，不写 1,000"),
    ("{{ income.total > 1,000 + 5 }}", "一千写 1000，不写 1,000"),
    ("{% set most = 1,000 %}{{ most }}", "一千写 1000，不写 1,000"),
    ("{{ income.total | money }}元", "写的是“元”，印出的数却是万元"),
    ("{{ income.total | money }} 亿元", "写的是“亿元”，印出的数却是万元"),
    ("{{ income.total | money(2, 3) }}", "多写、少写或写错了参数"),
    ("{{ table('income', above_righ='x') }}", "多写、少写或写错了参数"),
    ("{{ table() }}", "要加引号"),
    ("{{ table(income) }}", "要加引号"),
    ("{{ table('income', notes='注') }}", "table(…) 的“notes”应是文字的列表"),
    ("{{ table('income', wide='是') }}", "table(…) 的“wide”应是true 或 false"),
    ("{{ income.total | change('百元') }}", "“change”的单位“百元”不能用"),
    ("{{ procurement | money }}", "“money”需要数字，得到的是“一张表的各行”"),
    ("{{ income | money }}", "“money”需要数字，得到的是“一组栏目”"),
    ("{{ " + "1 + " * 1500 + "1 }}", "嵌套太深"),
]


@pytest.mark.parametrize(("wording", "said"), MEANT_OTHERWISE, ids=range(len(MEANT_OTHERWISE)))
def test_what_would_print_something_else_than_is_meant_is_a_mistake(tmp_path: Path, wording: str, said: str) -> None:
    mistakes = template_mistakes(a_form_saying(tmp_path, wording))
    assert any(said in str(mistake) for mistake in mistakes), mistakes
    assert not any("维护者" in str(mistake) for mistake in mistakes)


@pytest.mark.parametrize("wording", ["{% set a, b = 1, 2 %}{{ a }}", "{% if (1, 2) %}x{% endif %}", "{{ income.total | change('元') }}", "{{ income.total | money }}万元"])
def test_what_only_looks_like_it_is_none(tmp_path: Path, wording: str) -> None:
    assert template_mistakes(a_form_saying(tmp_path, wording)) == []


def test_text_beside_the_blocks_of_a_child_and_blocks_that_no_parent_has(tmp_path: Path) -> None:
    parent = a_form_saying(tmp_path, "#= 说明\n\n{% block heading %}甲{% endblock %}\n")
    home = tmp_path / "child"
    home.mkdir()
    (home / "form.toml").write_text(f'id = "child"\nextends = "{parent.folders[0]}"\n', encoding="utf-8")
    extends = '{% extends "' + parent.id + '/notice.md.j2" %}\n'
    for wording, said in (("{% block headin %}乙{% endblock %}", "没有叫“headin”的块"), ("乙\n{% block heading %}丙{% endblock %}", "块（block）以外的文字不会印出来：“乙”")):
        (home / "notice.md.j2").write_text(extends + wording, encoding="utf-8")
        assert said in "".join(map(str, template_mistakes(load_form(home))))
    (home / "notice.md.j2").write_text(extends + "{% block heading %}乙{% block inner %}丙{% endblock %}{% endblock %}", encoding="utf-8")
    assert template_mistakes(load_form(home)) == []


GRAMMAR = [
    ("{% for row in procurement %}甲", "“for”没有结束：后面要有 {% endfor %}"),
    ("{% if income.total > 1 %}甲", "“if”没有结束：后面要有 {% endif %}"),
    ("{{ income.reason | default（'无'） }}", "不能有“（”：标点用半角的"),
    ("{% if income.total = 100 %}甲{% endif %}", "这里应是“%}”，写的却是“=”：相等写 =="),
    ("{% if income.total > 1 且 income.total < 2 %}甲{% endif %}", "且、或写 and、or"),
    ("{{ income.total | money }", "不能写“}”"),
    ("{% block a %}甲{% endblock %}{% block a %}乙{% endblock %}", "块“a”写了两遍"),
    ("{{ income.total | }}", "名称"),
    ("{% if income.total > income.reason %}甲{% endif %}", "数只能与数比大小"),
    ("{{ income.total ｜ money }}", "不能有“｜”"),
]


@pytest.mark.parametrize(("wording", "said"), GRAMMAR, ids=range(len(GRAMMAR)))
def test_what_is_no_grammar_is_told_in_chinese(tmp_path: Path, wording: str, said: str) -> None:
    (mistake,) = template_mistakes(a_form_saying(tmp_path, wording))
    assert said in mistake.message
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", mistake.message)
