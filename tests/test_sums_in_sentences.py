"""What a sentence lists and then adds up: said where the sum is not that of all that it lists, and only where that is sure."""

from __future__ import annotations

import pytest
from making import a_block, a_form, a_sheet, fields_of, filled

from budgetxl.checks.texts.narrative import narrative_findings
from budgetxl.forms import Form
from budgetxl.values import Finding


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    block = a_block("other", "record", fields=fields_of({"text": {"type": "longtext", "label": "其他"}}))
    return a_form(tmp_path_factory.mktemp("form"), a_sheet("说明", block))


def findings(form: Form, text: str) -> list[Finding]:
    return list(narrative_findings(filled(form, {"other": {"text": text}}, 2022).submission))


@pytest.mark.parametrize(("text", "expected", "severity"), [
    ("原居委会人员中有33人转岗，市里新选配大学生40名，其中18人分到我街道，合计57人，较上年增加45人。", "51", "info"),
    ("在编33人，聘用18人，合计57人。", "51", "warning"),
    ("在编33人、聘用18人，共计57人。", "51", "warning"),
    ("办公桌椅5.76万元、电脑13.44万元，合计20.19万元。", "19.2", "warning"),
    ("办公费15.5万元，水费3万元，电费4.5万元，三项合计24万元。", "23", "warning"),
    ("工资12万元，保险30000元，共计16万元。", "15", "warning"),
    ("社区14个，村3个，共18个。", "17", "warning"),
    ("货物7.32万元，工程96万元，服务51.6万元，总计155.92万元。", "154.92", "warning"),
    ("一季度走访20户；二季度走访35户，合计65户。", "55", "warning"),
])  # fmt: skip
def test_a_sum_that_is_not_that_of_its_parts_is_told(form: Form, text: str, expected: str, severity: str) -> None:
    (finding,) = findings(form, text)
    assert (finding.rule, finding.severity, finding.expected) == ("TEXT-26", severity, expected)


@pytest.mark.parametrize("text", [
    "在编33人，聘用18人，合计51人。", "办公桌椅5.76万元、电脑13.44万元，合计19.2万元。", "工资12万元，保险3万元，共计15万元。",
    "货物7.3万元，工程96万元，服务51.6万元，合计154.92万元。",  # rounded parts
    "办公费15.5万元、水费3万元等，合计24万元。", "主要是办公费15.5万元、水费3万元，合计24万元。", "包括办公费15.5万元，水费3万元，合计24万元。",
    "在编33人，其中党员18人，合计33人。", "在编40人，其中党员18人，聘用17人，合计57人。", "核定编制60人，在职33人，退休18人，合计57人。",
    "每个社区5人，每个村4人，合计23人。", "社区14个每个5万元，村3个每个4万元，合计82万元。", "男33人、女18人共51人，聘用6人，合计57人。",
    "增加5人，减少3人，合计减少2人。", "新增5人，退休3人，合计57人。", "上年33人，本年18人，合计57人。", "约33人，聘用18人，合计57人。", "在编33人，聘用18名，合计57人。",
    "在编33人，合计57人。", "街道有33人，社区有18人，全街道共有在职和退休人员57人。", "共57人，其中在编33人，聘用18人。", "在编33人，聘用18人，小计51人，临时6人，合计57人。",
    "33人参加，18人请假。应到合计57人。", "办公费15.5万元，水费3万元，不含取暖费合计24万元。", "发放2次，每次33人、18人，合计102人次。", "占30%、20%，合计60%。",
    "在编33人，聘用18人，合计2个部门。", "桌子5张，椅子10把，合计20件。", "扣除33人，余18人，合计57人。",
])  # fmt: skip
def test_what_need_not_add_up_is_silent(form: Form, text: str) -> None:
    assert [each for each in findings(form, text) if each.rule == "TEXT-26"] == []


def test_a_long_list_comes_to_an_end(form: Form) -> None:
    assert findings(form, "，".join(f"甲{number}号1万元" for number in range(400)) + "，合计3万元。") == []
