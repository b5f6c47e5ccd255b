"""Phrases that can't be meant as they are written: refused with their key and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_block, a_form, a_sheet, fields_of, record

from budgetxl.forms import FormError

ODD = [
    # a ring of old names
    ('renamed = { 2019 = { "甲" = "乙" }, 2020 = { "乙" = "丙", "丙" = "甲" } }', "phrases.renamed.2019", "甲→乙→丙→甲"),
    ('renamed = { 2019 = { "甲" = "甲" } }', "phrases.renamed.2019", "甲→甲"),
    # nothing at all
    ('renamed = { 2019 = { "" = "乙" } }', "phrases.renamed.2019", "都要写"),
    ('renamed = { 2019 = { "甲" = " " } }', "phrases.renamed.2019", "都要写"),
    ('unsure = { "转折" = "但 …" }', "phrases.unsure.转折", "连写"),
    ('own = { "" = "来访" }', "phrases.own", "栏目名称里的词"),
    # opposed
    ('rises = { "a" = "增加" }\nfalls = { "b" = "增加 减少" }', "phrases.rises", "请从一处删去"),
    ('rises = { "a" = "补发" }\nmay_fall = { "b" = "补发" }', "phrases.rises", "请从一处删去"),
    ('may_rise = { "a" = "疫情" }\nmay_fall = { "b" = "疫情" }', "phrases.may_rise", "请从一处删去"),
    ('own = { "接待" = "来访" }\nforeign = { "接待" = "车辆 来访" }', "phrases.own.接待", "请从一处删去"),
    # spaces
    ('renamed = { 2019 = { "医疗 卫生" = "卫生" } }', "phrases.renamed.2019", "“医疗卫生”"),
    ('foreign = { "公务 接待" = "车辆" }', "phrases.foreign", "“公务接待”"),
]


@pytest.mark.parametrize(("phrases", "key", "cure"), ODD)
def test_an_odd_phrase_is_refused_with_its_key_and_the_cure(tmp_path: Path, phrases: str, key: str, cure: str) -> None:
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, record("x", a="money"), head=f"[phrases]\n{phrases}\n")
    (told,) = raised.value.mistakes
    assert told.key == key and cure in told.message


FINE = [
    'renamed = { 2019 = { "甲" = "乙" }, 2020 = { "乙" = "丙" } }', 'renamed = { 2019 = { "政府办公厅（室）" = "乙" } }',
    'rises = { "a" = "提高…标准 增加" }\nunsure = { "b" = "减少…隐患" }', 'own = { "接待" = "来访" }\nforeign = { "用车" = "来访" }',
    'rises = { "a" = "" }',
]


@pytest.mark.parametrize("phrases", FINE)
def test_any_other_is_taken(tmp_path: Path, phrases: str) -> None:
    a_form(tmp_path, record("x", a="money"), head=f"[phrases]\n{phrases}\n")


@pytest.mark.parametrize(("phrase", "cure"), [("会议 费", "“会议费”"), ("会议费　培训费", "各写一项"), ("", "没有文字"), (" ", "没有文字")])
def test_a_phrase_of_a_figure_with_spaces_or_nothing_is_refused(tmp_path: Path, phrase: str, cure: str) -> None:
    block = a_block("x", "record", fields=fields_of({"a": {"type": "money", "label": "会议费", "spoken": [phrase]}}))
    with pytest.raises(FormError) as raised:
        a_form(tmp_path, a_sheet("数据", block))
    (told,) = raised.value.mistakes
    assert told.key.endswith(".spoken") and cure in told.message
