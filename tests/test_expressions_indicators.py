"""Functions of performance indicators, of names and of percentages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgetxl.expressions import TreeScope, evaluate, parse
from budgetxl.expressions.functions.indicators import Indicator, cost_of, number_and_unit, score_in, year_in
from budgetxl.values import Entry, Group, Scalar


def value(expression: str, **columns: object) -> Scalar:
    """The value of an expression over ``t.<name>`` columns and ``x.<name>`` single values."""
    lists = {name: cells for name, cells in columns.items() if isinstance(cells, list)}
    length = max((len(cells) for cells in lists.values()), default=0)
    rows = tuple(Group({name: Entry(cells[n]) for name, cells in lists.items()}) for n in range(length))
    single = Group({name: Entry(each) for name, each in columns.items() if not isinstance(each, list)})  # type: ignore[arg-type]
    return evaluate(parse(expression), TreeScope(Group({"x": single, "t": rows})))


class TestTargets:
    @pytest.mark.parametrize(
        ("target", "number", "unit"),
        [
            ("≥14个", "14", "个"),
            ("=100%", "100", "%"),
            ("≥95％", "95", "%"),
            ("70次以上", "70", "次"),
            ("5000㎡以上", "5000", "平方米"),
            ("4 类", "4", "类"),
            ("≥80百分比", "80", "百分比"),
            ("100", "100", ""),
            ("1,200.5万元", "1200.5", "万元"),
        ],
    )
    def test_a_number_with_its_unit(self, target: str, number: str, unit: str) -> None:
        assert number_and_unit(target) == (Decimal(number), unit)

    @pytest.mark.parametrize(
        "target", ["2022年12月31日前", "优", "每季度1次", "进一步提升", "文字描述 不上访", "1-2次"]
    )
    def test_no_single_number(self, target: str) -> None:
        assert number_and_unit(target) is None

    @pytest.mark.parametrize(
        ("text", "year"),
        [("2023年底前完成", 2023), ("2022 年12月31日前", 2022), ("12月31日前", None), ("120221年", None)],
    )
    def test_year(self, text: str, year: int | None) -> None:
        assert year_in(text) == year

    @pytest.mark.parametrize(
        ("text", "bare"), [("100", True), ("≥ 95", True), ("=0.5", True), ("95%", False), ("≥", False), ("优", False)]
    )
    def test_only_a_number(self, text: str, bare: bool) -> None:
        assert value("only_number(x.t)", t=text) is bare


class TestScores:
    @pytest.mark.parametrize(
        ("text", "score"),
        [
            ("此项15分，每少1%扣0.2分", "15"),
            ("达到指标值得15分，否则按照比例扣分", "15"),
            ("每少1个扣1分，此项15分", "15"),
            ("每提高1%得1分，最高得15分", "15"),
            ("完成80%得8分，完成100%得10分", "10"),
            ("分值：10", "10"),
            ("20分", "20"),
            ("12.5", "12.5"),
        ],
    )
    def test_what_is_allotted(self, text: str, score: str) -> None:
        assert score_in(text) == Decimal(score)

    @pytest.mark.parametrize(
        "text", ["反映保障人数", "每少1%扣0.2分", "充分保障", "合格数量占总数量的比例", "问卷得分90分以上"]
    )
    def test_nothing_is_allotted(self, text: str) -> None:
        assert score_in(text) is None

    def test_the_total_takes_each_row_from_the_column_that_has_it(self) -> None:
        assert value("score_total(t.a, t.b)", a=["此项60分", "反映情况"], b=["反映情况", "得40分"]) == 100

    def test_no_total_where_a_row_has_no_score(self) -> None:
        assert value("score_total(t.a)", a=["此项60分", None]) is None


class TestCosts:
    COMMUNITIES = Indicator("数量指标", "社区数量", "≥14个")
    VEHICLES = Indicator("数量指标", "环保作业车辆", "≥11辆")

    @pytest.mark.parametrize(
        ("target", "total"),
        [
            ("45.22万元", "45.22"),
            ("≤60万", "60"),
            ("200 元", "0.02"),
            ("≤46875元/月", "56.25"),
            ("≤25万/季度", "100"),
            ("≤8500元/月/社区", "142.8"),
            ("≤10万元/社区/年", "140"),
            ("≤1.82万元/辆", "20.02"),
        ],
    )
    def test_a_year_of_it(self, target: str, total: str) -> None:
        found = cost_of(target, [self.COMMUNITIES, self.VEHICLES])
        assert found is not None and found.total == Decimal(total)

    @pytest.mark.parametrize(
        "target", ["≤100%", "不超标控制", "≤30元/天", "≤2000元/人/月", "每人每月2000元", "≤5元/户·次"]
    )
    def test_no_amount_that_is_sure(self, target: str) -> None:
        assert cost_of(target, [self.COMMUNITIES]) is None

    def test_several_costs_by_the_head_share_a_quantity_that_is_not_theirs(self) -> None:
        rows = [
            Indicator("数量指标", "补贴人数", "=606人"),
            *(Indicator("成本指标", "标准", f"={n}元/月/人") for n in (50, 100)),
        ]
        assert cost_of("=50元/月/人", rows) is None

    def test_two_quantities_of_one_unit_are_ambiguous(self) -> None:
        rows = [Indicator("数量指标", "男", "5人"), Indicator("数量指标", "女", "6人")]
        assert cost_of("100元/人", rows) is None

    def test_the_slack_is_half_a_unit_of_the_price_times_what_it_is_multiplied_with(self) -> None:
        columns = {"kind": ["数量指标"], "name": ["环保作业车辆"], "target": ["≥11辆"]}
        assert value('cost_slack("≤1.82万元/辆", t.kind, t.name, t.target)', **columns) == Decimal("0.06")


class TestNames:
    NAMES = ("社区工作经费[区级]", "（2）道路维修改造工程", "提前下达 2020 年专项资金的 通知（石财行[2019]54 号）")

    @pytest.mark.parametrize(
        "name", ["社区工作经费", "道路 维修改造工程", "提前下达2020年专项资金的通知（石财行[2019]54号）", "道路维修"]
    )
    def test_resembles(self, name: str) -> None:
        assert value("resembles(x.n, t.name)", n=name, name=list(self.NAMES)) is True

    @pytest.mark.parametrize("name", ["绿化提升工程", "办公费", "道路"])
    def test_does_not_resemble(self, name: str) -> None:
        assert value("resembles(x.n, t.name)", n=name, name=list(self.NAMES)) is False

    def test_the_nearest(self) -> None:
        assert value("nearest_name(x.n, t.name)", n="社区公作经费", name=list(self.NAMES)) == self.NAMES[0]
        assert value("nearest_name(x.n, t.name)", n="社区", name=[None]) is None

    def test_listed(self) -> None:
        assert value("listed(t.key, x.k, t.name)", k="甲 ", key=["甲", "乙", "甲"], name=["一", "二", "三"]) == "一、三"

    def test_sums_of_rows_that_agree_in_name_and_measure(self) -> None:
        columns = {
            "p": ["（1）甲", "甲", "甲", "乙"],
            "u": ["台", "㎡", "台", "台"],
            "q": [Decimal(n) for n in (1, 2, 4, 8)],
        }
        assert value('sum_where_both(t.p, "甲", t.u, "台", t.q)', **columns) == 5
        assert value('sum_where_both(t.p, "甲", t.u, "平方米", t.q)', **columns) == 2
        assert value('sum_where_both(t.p, "丙", t.u, "台", t.q)', **columns) is None


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "good"), [("A0201", True), ("C 08140199", True), ("B0", False), ("D02", False), ("A02b", False)]
    )
    def test_a_letter_and_digits(self, code: str, good: bool) -> None:
        assert value('lettered(x.c, "ABC", 2, 8)', c=code) is good

    def test_part(self) -> None:
        assert value("part(x.c, 7, 2)", c="130208 23P") == "23"
        assert value("part(x.c, 7, 2)", c="1302") is None

    @pytest.mark.parametrize(
        ("head", "member", "good"),
        [("甲", "丙", True), ("乙", "丙", True), ("戊", "丙", False), ("己", "丙", True), ("甲", "庚", True)],
    )
    def test_belongs(self, head: str, member: str, good: bool) -> None:
        assert value('belongs(x.m, x.h, "甲、乙：丙、丁", "戊：子")', m=member, h=head) is good

    def test_a_number_as_it_is_written(self) -> None:
        assert value("written(x.n)", n=Decimal("2022.00")) == "2022"


INDICATORS = {
    "kind": ["数量指标", "数量指标", "质量指标", "满意度指标"],
    "name": ["保洁街巷数量", "服务社区个数", "考核达标率", "居民满意度"],
    "target": ["≥42条", "=14个", "≥95%", "≥92%"],
}


class TestGoals:
    """The text of a goal held against the indicators' targets: only what is sure is said to disagree."""

    def disagreement(self, goal: str) -> Scalar:
        return value("disagreement(x.goal, t.kind, t.name, t.target)", goal=goal, **INDICATORS)

    @pytest.mark.parametrize(
        "goal",
        [
            "保洁街巷24条。", "24条街巷全部实行保洁", "1.街巷保洁24条\n2.垃圾分类", "为41个社区提供服务", "质量指标为90%，居民满意。",
            "居民满意度不低于95%", "2.考核达标率90％",
        ],
    )  # fmt: skip
    def test_another_number_of_the_same_thing(self, goal: str) -> None:
        assert self.disagreement(goal)

    @pytest.mark.parametrize(
        "goal",
        [
            "保洁街巷42条，居民满意度不低于92%。",  # the same
            "新增保洁街巷2条", "每条街巷保洁2次", "保洁街巷比上年增加3条",  # a part, or a change
            "社区服务3个月", "保洁街巷里程24公里",  # another unit
            "数量指标为24条",  # two indicators of the kind, and neither is named
            "街巷24条", "保洁工具24条",  # not all of the name
            "保洁街巷42条，其中主街24条，街巷保洁2027年全覆盖",
            "服务社区14个、5个、3个", "4.2条街巷", "",
        ],
    )  # fmt: skip
    def test_nothing_is_said_of_what_is_not_sure(self, goal: str) -> None:
        assert self.disagreement(goal or "无") is None

    def test_both_numbers_are_told(self) -> None:
        assert self.disagreement("保洁街巷24条。") == "保洁街巷24条／≥42条（24与42）"


MEASURES = {
    "name": ["走访率", "宣传品数量", "工作完成率", "资金支出率", "登记率", "登记率"],
    "note": ["商户走访率", "发放宣传品数量", "工作完成情况", "资金支出情况", "兵役适龄青年登记率", "兵役适龄青年登记率"],
    "target": ["≥80%", "≥300个", "≥90%", "100%", "≥95%", "≥90%"],
}


class TestRestated:
    """One measure with two figures, where no name links the goal to the row: only what is sure."""

    def other_target(self, goal: str) -> Scalar:
        return value("other_target(x.goal, t.name, t.note, t.target)", goal=goal, **MEASURES)

    @pytest.mark.parametrize("goal", ["走访商户90%以上", "商户走访率达到90％", "安全宣教5次以上，商户走访率≥90百分比。", "1.走访商户不低于60%"])
    def test_another_rate_of_the_same_thing(self, goal: str) -> None:
        assert self.other_target(goal)

    @pytest.mark.parametrize("goal", [
        "走访商户80%以上", "走访居民90%以上", "新增走访商户10%", "走访商户90次", "走访重点商户和居民小区的比例90%",  # the same, others, another unit
        "工作完成率100%", "惠民资金支出率80%",  # words of anything
        "兵役适龄青年登记率80%",  # two rows, two targets
        "发放宣传品数量多", "走访商户80%至90%", "无",
    ])  # fmt: skip
    def test_nothing_is_said_of_what_may_be_something_else(self, goal: str) -> None:
        assert self.other_target(goal) is None

    def test_both_figures_of_a_target_are_told(self) -> None:
        assert self.other_target("走访商户90%以上") == "走访商户90%以上／≥80%（90与80）"

    def other_value(self, name: str, target: str, unit: str | None) -> Scalar:
        table = {"names": ["保洁街巷数量", "培训次数", "培训次数", "达标率"], "targets": ["≥45条", "≥2次", "≥3次", "95%"]}
        return value("other_value(x.name, x.target, default(x.unit, \"\"), t.names, t.targets)", name=name, target=target, unit=unit, **table)

    @pytest.mark.parametrize(("name", "target", "unit", "told"), [
        ("保洁街巷数量", "42", "条", "≥45条"), ("1.保洁街巷数量", "≥42条", None, "≥45条"), ("培训次数", "4", "次", "≥2次、≥3次"), ("达标率", "90", "%", "95%"),
    ])  # fmt: skip
    def test_another_value_of_the_same_measure(self, name: str, target: str, unit: str | None, told: str) -> None:
        assert self.other_value(name, target, unit) == told

    @pytest.mark.parametrize(("name", "target", "unit"), [
        ("保洁街巷数量", "45", "条"), ("保洁街巷", "42", "条"), ("保洁街巷数量", "42", "公里"), ("保洁街巷数量", "按计划", None), ("培训次数", "2", "次"),
        ("培训次数", "5", "次"),  # all rows together
    ])  # fmt: skip
    def test_the_same_value_another_unit_or_a_sum_is_none(self, name: str, target: str, unit: str | None) -> None:
        assert self.other_value(name, target, unit) is None

    OVERALL = ("抓好党建，培训15次；信访问题及时处理，全年化解不少于10件；环保巡查20次以上。", "慰问退役军人1248人")

    @pytest.mark.parametrize(("goal", "told"), [
        ("领导包案化解信访事项，全年不少于5件；首接首办", "5与10"), ("化解信访积案12件", "12与10"), ("春节走访慰问退役军人1200人", "1200与1248"),
    ])  # fmt: skip
    def test_two_goals_with_two_figures(self, goal: str, told: str) -> None:
        found = value("other_figure(x.goal, t.text)", goal=goal, text=list(self.OVERALL))
        assert isinstance(found, str) and told in found

    @pytest.mark.parametrize("goal", [
        "化解信访事项10件", "化解信访事项8次", "督办案件8件", "化解5件", "党建活动4次", "每季度化解信访事项3件", "化解信访事项5件，其中重复信访2件", "新增退役军人20人",
        "慰问退役军人家属和困难群众300户",
    ])  # fmt: skip
    def test_what_two_goals_need_not_share_is_silent(self, goal: str) -> None:
        assert value("other_figure(x.goal, t.text)", goal=goal, text=list(self.OVERALL)) is None


class TestFunding:
    """The money that the text of a goal states for its project, or for one that it names."""

    NAMES = ("道路养护", "农村道路养护", "社区党建", "道路养护", "绿化")
    AMOUNTS = (60, 30, 20, 40, 5)

    def named(self, goal: str) -> Scalar:
        return value("other_funding(x.goal, t.name, t.amount)", goal=goal, name=list(self.NAMES), amount=[Decimal(each) for each in self.AMOUNTS])

    @pytest.mark.parametrize(("goal", "told"), [
        ("投入资金120万元，完成道路养护", "投入资金120万元／100万元"), ("1.本年计划投入资金1200000元。", "／100万元"), ("项目预算102万元", "／100万元"),
        ("完成道路养护；全年安排项目经费80万元", "／100万元"), ("落实项目资金共计1000万元。", "／100万元"),
    ])  # fmt: skip
    def test_another_amount_than_that_of_the_project(self, goal: str, told: str) -> None:
        found = value("own_funding(x.goal, x.amount)", goal=goal, amount=Decimal(100))
        assert isinstance(found, str) and found.endswith(told)

    @pytest.mark.parametrize("goal", [
        "投入资金100万元", "投入资金100.00万元，完成养护", "投入资金约120万元", "投入资金不超过120万元", "投入资金60万元，落实设备资金40万元",
        "投入资金120万元用于路面", "总投资500万元", "三年投入资金300万元", "累计投入资金300万元", "节约资金20万元", "带动社会资本500万元",
        "每个社区安排经费10万元", "安排中央资金60万元", "2025年投入资金80万元", "其中投入资金30万元", "服务企业120家", "投入资金1百万元", "投入资金1万元至2万元",
        "上年投入资金80万元", "补助资金120万元", "投入财政资金80万元",
    ])  # fmt: skip
    def test_what_may_be_a_part_or_another_year_is_silent(self, goal: str) -> None:
        assert value("own_funding(x.goal, x.amount)", goal=goal, amount=Decimal(100)) is None

    @pytest.mark.parametrize(("goal", "told"), [
        ("道路养护项目安排资金120万元", "／100万元"), ("实施道路养护，投入顺利；“社区党建”项目预算30万元。", "／20万元"), ("农村道路养护投入资金100万元", "／30万元"),
        ("用于社区党建本年计划投入资金12万元", "／20万元"),
    ])  # fmt: skip
    def test_another_amount_than_that_of_a_project_by_its_name(self, goal: str, told: str) -> None:
        found = self.named(goal)
        assert isinstance(found, str) and found.endswith(told)

    @pytest.mark.parametrize("goal", [
        "道路养护项目安排资金100万元", "道路养护项目安排资金60万元", "社区党建投入资金20万元", "道路养护投入资金约120万元", "绿化投入资金120万元",
        "城市道路养护投入资金120万元", "道路养护和社区党建投入资金150万元", "道路养护120万元", "道路养护人工投入资金20万元", "投入资金120万元",
        "道路养护项目三年安排资金300万元", "道路养护项目安排资金120万元以上", "道路养护项目每公里安排资金1万元", "道路养护项目安排财政资金90万元",
    ])  # fmt: skip
    def test_what_may_be_of_something_else_is_silent(self, goal: str) -> None:
        assert self.named(goal) is None
