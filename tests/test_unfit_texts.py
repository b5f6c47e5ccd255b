"""What does not belong in a published text: words that only point elsewhere, private numbers, years that are over; scope; two values."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from phrase_set import data_of, rights

from budgetxl.checks.texts.narrative import Texts
from budgetxl.checks.texts.unfit.pointing import points
from budgetxl.forms import Cell, load_form
from budgetxl.review import review
from budgetxl.values import Finding, Key
from budgetxl.workbook import fill, read

POINTING = (
    "同上", "同上。", "（同上）", "主要是同上", "主要原因是：同上", "原因同上", "与上年相同", "同上年", "同前", "同上一项", "与上项相同", "同第2项",
    "见附表", "主要是见附表", "详见附表", "详见项目支出表", "详见项目支出表（公开10表）", "具体见附件", "见附件1", "具体情况详见附件2", "见上", "见上述说明",
    "见表10", "见第三部分", "见预算说明", "见采购清单", "请见附表", "参见附件", "另见说明", "略", "（略）", "从略", "此处略", "如上", "如上所述", "附后",
    "另附", "待补充", "待定", "另行说明", "同上原因", "如附表所示", "同公用经费的原因", "详见：项目绩效目标表", "1.见附表", "原因不详",
)  # fmt: skip
TELLING = (
    "压减接待批次", "见义勇为奖励增加", "见习补贴增加", "见义勇为", "同工同酬调资", "同城通勤补助增加", "附属单位划转", "附加税费增加", "略有增加的是电费",
    "参加培训人员增加", "参公人员增加", "详细勘察费增加", "表彰会议减少", "另有两名人员调入", "待遇提高", "与上年相比，人员增加", "同上年相比人员减少2人",
    "上级补助减少", "上年项目完工", "上年一次性支出", "如期完工", "见附表，主要是新增道路修缮", "压减会议费（详见附表）", "前期项目完工", "待岗人员减少",
    "后勤服务外包", "左家庄社区新增", "附近社区划入", "说明书印刷费减少", "略阳路修缮", "第二批人员调入", "如厕设施改造", "同心社区改造", "见证取样检测费增加",
    "街道没有使用国有资本经营预算拨款的支出，表8按空表列示。",
)  # fmt: skip


@pytest.fixture(scope="module")
def said() -> Callable[[Key, str], list[Finding]]:
    """What is said of a text in a cell of the sample of the default form."""

    @cache
    def judging() -> tuple[Texts, Any]:
        document = data_of("hebei-2027-demo")
        form = load_form(document["form"])
        submission = read(fill(form, document["data"], document["year"]), form).submission
        return Texts(submission), submission

    def of(key: Key, text: str) -> list[Finding]:
        texts, submission = judging()
        cell: Cell | None = submission.cells.get(key)
        assert cell is not None
        return list(texts.findings(cell, text))

    return of


REASON: Key = ("three_public", "reception", "reason")
OTHER: Key = ("other", "text")
SAFEGUARD: Key = ("safeguards", 0, "text")


@pytest.mark.parametrize("text", POINTING)
def test_a_reason_that_only_points_elsewhere_is_a_warning(said: Callable[[Key, str], list[Finding]], text: str) -> None:
    (finding,) = [one for one in said(REASON, text) if one.rule == "TEXT-28"]
    assert finding.severity == "warning" and text in finding.message


def test_what_tells_something_points_nowhere() -> None:
    assert [text for text in (*TELLING, *(each.text() for each in rights())) if points(text)] == []


@pytest.mark.parametrize("key", [("operating_costs", "uses"), ("expenditure", "main_projects"), OTHER, SAFEGUARD, ("duties", 1, "text")])
def test_other_texts_of_the_notice_tell_themselves_too(said: Callable[[Key, str], list[Finding]], key: Key) -> None:
    assert [one.rule for one in said(key, "详见附表")] == ["TEXT-28"]


def test_a_column_that_names_documents_may_point_to_one(said: Callable[[Key, str], list[Finding]]) -> None:
    assert said(("projects", 0, "indicators", 0, "basis"), "见实施方案") == []


@pytest.mark.parametrize("text", [
    "联系人王敏，手机13800138000。", "有疑问请拨打138-0013-8000。", "咨询电话：１３８００１３８０００", "负责人+86 13800138000", "王敏（13912345678）",
    "经办人身份证号130102198001011234。", "身份证13010219800101123X",
])  # fmt: skip
def test_a_private_number_in_a_published_text_is_a_warning(said: Callable[[Key, str], list[Finding]], text: str) -> None:
    assert [(one.rule, one.severity) for one in said(OTHER, text)] == [("TEXT-29", "warning")]


@pytest.mark.parametrize("text", [
    "咨询电话0316-5550123。", "热线12345。", "项目编码13990127P00060110001D。", "项目编码139901270006011000213。", "补助13800138000元。",
    "统一社会信用代码91130100MA0123456X。", "文号〔2026〕13800138号。", "邮编065000，电话5550123、5550124。",
])  # fmt: skip
def test_an_office_telephone_or_a_code_is_none(said: Callable[[Key, str], list[Finding]], text: str) -> None:
    assert [one for one in said(OTHER, text) if one.rule == "TEXT-29"] == []


@pytest.mark.parametrize("text", [
    "解放道街道办事处2026年年初把任务分到月。", "2026年全年按季检查目标完成进度。", "2026年将继续加强内部控制。", "我街道2026年重点抓好街巷保洁。",
    "2025年计划修缮道路3条。", "2026年，我街道围绕环境整治安排支出。", "按照2026年绩效目标分解任务。",
])  # fmt: skip
def test_a_year_that_is_over_in_a_text_of_plans_is_a_warning(said: Callable[[Key, str], list[Finding]], text: str) -> None:
    found = said(SAFEGUARD, text)
    assert [(one.rule, one.severity, one.expected) for one in found] == [("TEXT-03", "warning", "2027")]


@pytest.mark.parametrize("text", [
    "2027年年初把任务分到月。", "2026年重点工作已完成。", "2026年计划未完成的任务，结转到本年。", "截至2026年年底，共有12个社区。", "2026年末固定资产619.5万元。",
    "2026年将街巷保洁延续到2027年。", "比2026年重点工作增加两项。", "按照2026年审计意见整改。", "根据《2026年工作要点》执行。", "2026年部门预算执行情况良好。",
    "街道2026年全年实际支出比预算少。", "2026年成立退役军人服务站。", "2028年全年规划另定。", "自2026年全年推行一窗受理。", "2026年预算安排7.2万元。",
    "2026年下半年新录用公务员4名、退休2名。", "2026年上半年划转1个下属单位。",
    "本年7月1日至2028年6月30日。", "十四五规划2021年至2025年重点任务。",
])  # fmt: skip
def test_a_year_that_belongs_there_is_not_accused(said: Callable[[Key, str], list[Finding]], text: str) -> None:
    assert [one for one in said(SAFEGUARD, text) if one.rule == "TEXT-03"] == []


# ── rules of the form


def told(rule: str, change: Callable[[dict[str, Any]], None]) -> list[Finding]:
    document = data_of("hebei-2027-demo")
    data, form = deepcopy(document["data"]), load_form(document["form"])
    change(data)
    return [one for one in review(read(fill(form, data, document["year"]), form)).findings if one.rule == rule]


def test_a_scope_of_more_than_one_unit_and_a_list_of_one_contradict_each_other() -> None:
    (finding,) = told("TEXT-30", lambda data: data["institutions"].pop())
    assert finding.severity == "warning" and "机关及所属事业单位" in finding.message and "1 个" in finding.message


def test_a_scope_that_fits_the_list_is_silent() -> None:
    assert told("TEXT-30", lambda data: None) == []
    assert told("TEXT-30", _alone) == []


def _alone(data: dict[str, Any]) -> None:
    data["unit"]["scope"] = "机关"
    del data["institutions"][1:]


def _target(data: dict[str, Any], target: str, name: str = "保洁街巷数量") -> None:
    for project in data["projects"]:
        for row in project["indicators"]:
            if row["level3"] == "保洁街巷数量":
                row.update(target=target, level3=name)


def test_one_measure_with_two_values_is_to_be_verified() -> None:
    (finding,) = told("PERF-48", lambda data: _target(data, "≥45条"))
    assert finding.severity == "warning" and "≥42条" in finding.message and "≥45条" in finding.message


@pytest.mark.parametrize("target", ["≥42条", "42条", "不少于42条", "≥45公里", "按计划"])
def test_one_measure_with_one_value_or_another_unit_is_silent(target: str) -> None:
    assert told("PERF-48", lambda data: _target(data, target)) == []


def test_another_measure_has_another_value() -> None:
    assert told("PERF-48", lambda data: _target(data, "≥45条", "新增保洁街巷数量")) == []
