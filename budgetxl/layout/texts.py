"""The words that a workbook shows beside those of its form: above each sheet, below the cover's fields, on 校验.

Whoever writes a workbook and whoever reads it back take them from here.
"""

from __future__ import annotations

from ..values import squeeze
from ..values.lazy_patterns import lazy_pattern
from ..values.words import BY_PROGRAM, FAILED, NOT_APPLICABLE, TO_VERIFY, UNFILLED

BACK = "← 返回封面"
CLEAN, OPEN = f"本表没有{FAILED}或{TO_VERIFY}之处", f"处{FAILED}或{TO_VERIFY}，请看校验表"  #: OPEN follows the number of open rules

STATE_HEADING, CONTENTS_HEADING = "校验情况（规则的条数）", "目录（按填报的先后）"
_HEADINGS_BEFORE = ("校验情况", "目录")  # of workbooks that are still about
_MEANING_BEFORE = "表里算不出来，运行 budgetxl check 文件 校验；必填而空着的格也由它指出"  # of such ones, too
TO_CHECKS = "查看校验表 →"
STATES = {  # what the cover counts: its label, and what it means
    FAILED: ("必须改正的", "数对不上，改正以后才能报送"),
    TO_VERIFY: (f"{TO_VERIFY}、尚未说明的", "请核对；确属合理的，在“校验”表的“说明”列写明理由"),
    UNFILLED: ("因没有填数还不能校验的", "填了数就自动校验；等着哪些格，“校验”表里写明"),
    BY_PROGRAM: ("由程序校验的", "表里算不出来，拖到网页“预算公开工作台”里校验；必填而空着的格也由它指出"),
}
CONTENTS_HEADERS = ("工作表", "填法", "已填", "要处理")
TO_FILL, AUTOMATIC, PARTLY, READ_FIRST, LOOK_UP = "要填", "自动", "要填、部分自动", "先看", "查看"
UNTOUCHED, FILLED, LACKING, OF_CELLS, OF_ROWS = UNFILLED, "已填", "必填的还缺", "格", "行"  #: with a number before 格 and 行
NOTHING_HERE = "——"

CODE_HEADER, RESULT_HEADER, ANSWER_HEADER = "规则号", "结果", "说明"
REASON_HEADER = "为什么没有校验"
ITEM_HEADER, PLACE_HEADER = "检查项", "所在表"
MESSAGE, SENTENCE = "不符时：", "应当："  #: before a rule's message and its sentence
OPEN_HEADING, OPEN_POINTS = "还要处理的（按各表的顺序，前 {n} 处；点“所在表”可以跳过去）", 10
NOTHING_OPEN = "没有要处理的了"
ROW_OF, NOT_MET = "第{row}行", "条件不成立："
CHECK_GUIDE = (
    f"“{FAILED}”须改正；“{TO_VERIFY}”请核对，确属合理的在“{ANSWER_HEADER}”列写明理由。"
    f"“{UNFILLED}”等着哪些格、“{NOT_APPLICABLE}”是什么条件不成立，见“{REASON_HEADER}”列。\n"
    f"“{BY_PROGRAM}”是表格软件算不了的规则，报送前把工作簿拖到网页“预算公开工作台”里查（用命令的：budgetxl check 文件名）。"
    f"上面两个数是规则的条数；程序报告里的是问题的处数，一条规则可以有几处，由同一处错误引起的归作一处。"
)

TOLD_HEADER, BEFORE_HEADER = "今年的理由", "上年的理由（供参考，今年的要重新写）"
REASON_KEY_HEADER, REASON_TEXT_HEADER = "上年理由的编号", "上年理由的原文"  #: of the hidden columns that keep last year's reasons
CHANGES_BOUND = {"amount": "增减额达到 {n} 万元", "percent": "增减幅度达到 {n}%"}
CHANGES_GUIDE = (
    "本表自动列出，不用填写。{bounds}的，列在这里，增减大的在前；上年没有或为零的是新增，本年没有或为零的是取消。"
    "上级科目是下级相加的，不列。点“今年的理由”到写理由的格。金额单位：万元"
)
SHARED_REASON = "（各行共用的理由）"  #: before last year's reason of several lines
SAME_REASON = ("（与序号 ", " 共用理由）")  #: instead of it on those below the first
NEW, GONE, WRITTEN, UNWRITTEN, ELSEWHERE = "新增", "取消", "已写", "未写", "写在另一份工作簿"
NO_CHANGES, NOT_COMPARED = "没有需要说明原因的增减", "还没有可以比的数：本年数和上年数都填了，才列得出来"
CHANGES_COUNT = ("共 ", " 项", "，这里是增减最大的 {n} 项", "，其中今年的理由还没有写的 ", " 项")
NO_LAST_YEAR, TOO_MANY_ROWS = "没有填上年数、没有比的：", "行数太多，没有比到最后：{names}"

CATALOGUE_TITLE = "科目和目录"
CATALOGUE_NOTE = "用表头的筛选查找，查到的编码可以复制到相应的表里。注明“样本”的没有列全：这里没有的编码，照预算管理一体化系统填写。"

BESIDE_ROWS = "以下各列是对左边各行的校验，随填随算，不打印；每条规则的意思见“校验”表"

_COUNTED = frozenset(squeeze(label) for label, _ in STATES.values())
_OWN = frozenset(map(squeeze, (BACK, STATE_HEADING, *_HEADINGS_BEFORE, TO_CHECKS, CLEAN, BESIDE_ROWS))) | _COUNTED
_ON_COVER = frozenset(map(squeeze, (
    CONTENTS_HEADING, *CONTENTS_HEADERS, TO_FILL, AUTOMATIC, PARTLY, READ_FIRST, LOOK_UP, UNTOUCHED, NOTHING_HERE,
    *(meaning for _, meaning in STATES.values()), _MEANING_BEFORE,
)))  # fmt: skip
_OPEN = squeeze(OPEN)
_FILLED = lazy_pattern(rf"{LACKING}\d+{OF_CELLS}|{FILLED}\d+(?:{OF_CELLS}(?:、\d+{OF_ROWS})?|{OF_ROWS})")


def check_heading(code: str, item: str) -> str:
    """What heads the verdicts of a rule beside a table: its id, and its short name. With the id it is no other label."""
    return f"{code} {item}" if item else code


def is_own_text(text: str) -> bool:
    """Whether a squeezed text is one that we write beside a form's own: of a top line, or below the cover's fields."""
    return text in _OWN or text.endswith(_OPEN)


def is_cover_text(text: str) -> bool:
    """Whether a squeezed text is one that we write on the cover alone."""
    return text in _ON_COVER or _FILLED.fullmatch(text) is not None


def is_count_label(text: str) -> bool:
    """Whether a squeezed text stands left of a count of verdicts on the cover."""
    return text in _COUNTED


def heads_open_points(text: str) -> bool:
    """Whether a squeezed text heads the numbers of open points in the cover's table of contents."""
    return text == CONTENTS_HEADERS[-1]
