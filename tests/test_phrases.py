"""Figures in sentences: of the wrong ones nine in ten are found, of the right ones none is accused. The sentences are in phrases/."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from phrase_set import OPPOSITES, Pair, Right, data_of, pairs, rights

from budgetxl.checks.texts.narrative import Texts
from budgetxl.forms import Cell, load_form
from budgetxl.values import Finding
from budgetxl.workbook import fill, read

PAIRS, RIGHTS = list(pairs()), list(rights())


def test_the_set_is_large_and_its_sentences_are_all_different() -> None:
    assert len(PAIRS) >= 600 and len(RIGHTS) >= 450
    texts = [(each.sample, each.text()) for each in (*PAIRS, *RIGHTS)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("sample", sorted({each.sample for each in PAIRS}))
def test_each_sentence_speaks_of_a_figure_that_the_form_has(sample: str) -> None:
    form = load_form(data_of(sample)["form"])
    for each in PAIRS:
        if each.sample == sample:
            place = form.compiled.places[tuple(each.path.split("."))]
            assert place.field.numeric and not place.column, each.path
            assert "{}" in each.sentence or each.text() != each.wrong() or each.words, each.sentence


def test_words_of_direction_stand_with_the_sign_of_their_figure() -> None:
    signs = {"增加": 1, "增长": 1, "上升": 1, "提高": 1, "持平": 0}
    for each in PAIRS:
        for word in each.words:
            assert (each.value > 0) - (each.value < 0) == signs.get(word, -1), each


def test_a_pair_is_filled_with_the_figure_in_the_unit_that_it_asks_for() -> None:
    pair = Pair("hebei-2027-demo", "three_public.total.change", "比上年{减少}{}万元，即{元}、{千元}。", "x")
    assert pair.text() == "比上年减少0.6万元，即6000元、6千元。"
    assert pair.text(turned=True).startswith("比上年增加0.6万元")
    assert "0.6万" not in pair.wrong() and OPPOSITES["减少"] == "增加"
    assert Right("hebei-2027-demo", "共{income.total}万元", "x").text() == "共1255.58万元"


@pytest.fixture(scope="module")
def texts() -> Callable[[str], tuple[Texts, Cell]]:
    """What judges a text of a sample, and the cell of its last passage, in which all sentences are judged."""

    @cache
    def of(sample: str) -> tuple[Texts, Cell]:
        document = data_of(sample)
        form = load_form(document["form"])
        submission = read(fill(form, document["data"], document["year"]), form).submission
        return Texts(submission), submission.cells.of(("other", "text"))[0]

    return of


def said_of(texts: Callable[[str], tuple[Texts, Cell]], sample: str, sentence: str) -> list[Finding]:
    judge, cell = texts(sample)
    return list(judge.findings(cell, sentence))


def wrong_of(pair: Pair) -> list[str]:
    """A sentence with another figure, and with the words of direction against the sign, as far as it has places for them."""
    figures = [pair.wrong()] if pair.text("1") != pair.text("2") else []
    return [*figures, *([pair.text(turned=True)] if pair.words else [])]


def test_no_right_sentence_is_accused(texts: Callable[[str], tuple[Texts, Cell]]) -> None:
    accused = [
        f"{each.sample} {each.text()} → {finding.message}" for each in (*PAIRS, *RIGHTS) for finding in said_of(texts, each.sample, each.text())
    ]
    assert not accused, "\n".join(accused)


def test_nine_of_ten_wrong_figures_are_found(texts: Callable[[str], tuple[Texts, Cell]]) -> None:
    counts: dict[str, list[int]] = {}
    missed = []
    for each in PAIRS:
        for text in wrong_of(each):
            found = any(finding.severity != "info" for finding in said_of(texts, each.sample, text))
            count = counts.setdefault(each.path, [0, 0])
            count[0] += found
            count[1] += 1
            missed += [] if found else [f"{each.sample} {each.path}: {text}"]
    told = "\n".join(f"{path}: {found}/{all_}" for path, (found, all_) in counts.items() if found < all_)
    found, whole = (sum(count[part] for count in counts.values()) for part in (0, 1))
    assert found >= 0.9 * whole, f"{found}/{whole}\n{told}\n" + "\n".join(missed)
    assert all(found >= 0.5 * whole for found, whole in counts.values()), f"{found}/{whole}\n{told}\n" + "\n".join(missed)


@pytest.mark.parametrize("file", sorted({each.file for each in PAIRS}))
def test_nine_of_ten_wrong_figures_of_each_way_of_writing_are_found(texts: Callable[[str], tuple[Texts, Cell]], file: str) -> None:
    wrong = [(each.sample, text) for each in PAIRS if each.file == file for text in wrong_of(each)]
    missed = [text for sample, text in wrong if all(finding.severity == "info" for finding in said_of(texts, sample, text))]
    assert len(missed) <= 0.1 * len(wrong), f"{len(missed)}/{len(wrong)}\n" + "\n".join(missed)


@pytest.mark.parametrize("key", [("overall_goals", 0, "text"), ("safeguards", 0, "text"), ("duties", 0, "text")])
def test_a_heading_is_no_other_subject(key: tuple[str, int, str]) -> None:
    """A text below a heading speaks of the unit; only what any part of a budget has as well may be that of what the heading names."""
    document = data_of("hebei-2027-demo")
    form = load_form(document["form"])
    submission = read(fill(form, document["data"], document["year"]), form).submission
    cell = submission.cells.get(key)
    assert cell is not None
    judge = Texts(submission)
    assert [one.rule for one in judge.findings(cell, "2027年“三公”经费预算8.8万元。")] == ["TEXT-02"]
    assert list(judge.findings(cell, "2027年“三公”经费预算6.6万元，项目支出80万元。")) == []
    assert list(judge.findings(cell, "2027年“三公”经费预算6.6万元，收入总计1255.58万元。")) == []


@pytest.fixture(scope="module")
def heading() -> tuple[Texts, Cell]:
    """What judges the texts of a sample, and the cell of one below a heading."""
    document = data_of("hebei-2027-demo")
    form = load_form(document["form"])
    submission = read(fill(form, document["data"], document["year"]), form).submission
    cell = submission.cells.get(("safeguards", 0, "text"))
    assert cell is not None
    return Texts(submission), cell


@pytest.mark.parametrize(("sentence", "severity"), [
    ("街道2027年收入总计1255.85万元，“三公”经费7.2万元。", "error"), ("“三公”经费8.8万元。", "warning"),
    ("政府采购预算145.92万元。", "warning"), ("本年度预算总额1255.85万元。", "warning"),
])  # fmt: skip
def test_what_only_a_unit_has_is_compared_below_a_heading_too(
    heading: tuple[Texts, Cell], sentence: str, severity: str
) -> None:
    """There it is a warning where the sentence does not say whose it is; nothing is said of a figure that stands elsewhere."""
    judge, below = heading
    assert [(one.rule, one.severity) for one in judge.findings(below, sentence)][:1] == [("TEXT-02", severity)]
    assert list(judge.findings(below, "我街道“三公”经费6.6万元，其中因公出国（境）费与2026年持平，无增减变化。")) == []
    assert list(judge.findings(below, "一般公共预算50万元，政府采购预算96万元，会议费3万元，基本支出80万元。")) == []


@pytest.mark.parametrize("sentence", [
    "三公经费总额控制在6.5万元以内。", "“三公”经费不超过6万元。", "全年“三公”经费严格控制在5万元以下。", "确保公务接待费不突破0.5万元。",
    "机关运行经费控制在120万元以内。", "预留中小企业份额不低于80万元。", "街道“三公”经费预算压减到6.5万元以内。",
])  # fmt: skip
def test_a_limit_that_the_table_is_beyond_is_a_warning(texts: Callable[[str], tuple[Texts, Cell]], sentence: str) -> None:
    (finding,) = said_of(texts, "hebei-2027-demo", sentence)
    assert (finding.rule, finding.severity, len(finding.cells)) == ("TEXT-02", "warning", 2)
