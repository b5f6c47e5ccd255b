"""What a line tells by its own words: 填报单位：…, 单位编码：…; the years in a title. Knows no form."""

from __future__ import annotations

from collections.abc import Iterator

from budgetxl.values import squeeze
from budgetxl.values.foldings import narrow
from budgetxl.values.lazy_patterns import lazy_pattern
from budgetxl.values.records import dataclass
from budgetxl.values.written import chinese_number

LONGEST = 200  # of a text that may be a line
LONGEST_TITLE = 60
_WORDS = ("单位", "部门", "码", "编号", "單位", "部門")  # one of them stands in every line that tells a unit

_WHO = r"(?:部门\(单位\)|单位\(部门\)|部门/单位|单位)"
_STAMP = r"\((?:单位)?(?:盖章|公章|签章|印章|章)\)"
_OTHERS = "主管|上级|下级|下属|所属|开户|项目|采购|建设|实施|执行|承担|用款|收款|付款|供应|服务|合作|委托|代理"
_NOT_OTHERS = f"(?<!{_OTHERS.replace('|', ')(?<!')})"
_FULL = r"(?:名称|全称)(?:\((?:全称|公章)\))?"
_FILLING = rf"(?:填报|填表|填制|填列|编制|编报|报送|申报|上报|公开|制表|报表|预算)(?:{_WHO}|部门)(?:{_FULL})?"
_BARE = rf"{_NOT_OTHERS}(?:{_WHO}|部门){_FULL}"
_CODES = rf"{_NOT_OTHERS}(?:(?:预算|填报|编制)?(?:{_WHO}|部门)|预算)(?:编码|代码|编号)"
_NEXT = (
    r"(?:金额|货币|计量|计算)?单位|(?:填报|填表|制表|编制|报送|上报)?(?:日期|时间)|(?:预算|填报|报表)?年度|(?:单位|部门)?(?:负责人|领导)"
    r"|(?:联系|填报|填表|制表|经办|编制|审核|复核)人|(?:联系)?电话|表号|附件|主管(?:部门|单位)(?:名称)?|财政级次|行政区划"
)  # what stands behind a value in the same cell
_LABEL = lazy_pattern(
    rf"(?:(?P<filling>{_FILLING})|(?P<bare>{_BARE})|(?P<code>{_CODES})(?P<both>[及和与]名称)?|(?P<who>{_NOT_OTHERS}(?:单位|部门))|{_NEXT})(?:{_STAMP})?:"
)
_NO_COLON = lazy_pattern(rf"(?:附?表[0-9]{{0,3}})?(?P<label>{_FILLING})(?P<link>[为是]?)(?P<value>\(.+\)|.+)")
_DATE = lazy_pattern(r"\d{4}年")
_MONEY = lazy_pattern(r"[十百千万亿]*元")
_NOBODY = lazy_pattern(r"[xX×○〇*]{2,}|^\W*(?:本单位|本部门|[见同](?:封面|首页|上)|略|无)\W*$")
_APART = lazy_pattern(r"\S\s+\S")
_CODE_FIRST = lazy_pattern(r"[\W_]*([0-9A-Za-z]+)(?:[-_.:/)\]】]*)(.*)")
_STAMPED = lazy_pattern(_STAMP)
_COLUMNS = lazy_pattern(r"\s{2,}|[\t\n]")
_SIGNS_BEFORE, _SIGNS_BEHIND = lazy_pattern(r"^[\W_]+"), lazy_pattern(r"[\W_]+$")
_TRAILING = lazy_pattern(
    r"(?:(?:单位|部门|财务)?(?:负责人|主管|领导)|制表|填表|填报|编制|审核|复核|经办|联系|会计)(?:人|日期|时间)?(?:\([^()]*\))?:|报[出送]日期|密级|公开\d*表|表\d+$|第\d+页|共\d+页"
    r"|(?:19|20)\d\d[-./年]\d|(?:[及含和与]|以及)其?(?:所属|下属)|(?<=.)[\[【]"
)  # what stands behind a name without a gap
_INSIDE = lazy_pattern(r"^.{0,6}(?:科|股|组|室)$")  # a part of the unit itself: 填报部门：财务科
_ENDS = (
    r"(?:局|办|处|院|校|所|站|中心|委|会|部|厅|队|府|园|馆|社|科|室|公司|学|乡|镇|街道|团|庭|台|署|库|场)(?:\([^()]*\))?$"
)
ORGANISATION = lazy_pattern(_ENDS)
_NAMED = lazy_pattern(rf"[^、,/;%元]+{_ENDS}")  # no measure: 单位：台, 单位：元、台
TRADITIONAL = str.maketrans(
    "單報稱門編製碼萬辦處縣區鄉鎮會廳財務學館團臺國衛總為圓幣額",
    "单报称门编制码万办处县区乡镇会厅财务学馆团台国卫总为圆币额",
)
_HAN = lazy_pattern(r"[\u4e00-\u9fff]")

_ANY_YEAR = lazy_pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SAID_YEAR = lazy_pattern(r"(?:^((?:19|20)\d\d)(?![\d年.-])|(?<!\d)((?:19|20)\d\d)年)(?!\d{1,2}月|初|末|底)")
_WORDED_YEAR = lazy_pattern(r"[〇○零一二三四五六七八九]{4}(?=年)")
_ATTACHED = lazy_pattern(r"^\s*(?:附件|附表|表)\s*[0-9０-９一二三四五六七八九十-]{0,5}(?:\s*[:：、.]|\s+)")
_TABLE = lazy_pattern(r"表(?:\([^()]*\))?$|年度?(?:部门|单位).*(?:预算|情况|指标|目标|明细|职责)$")
_NO_TITLE = lazy_pattern(r"[。;,:!?]|见|附表|参照|同上|比较|以[前后]")


@dataclass(frozen=True, slots=True)
class ToldUnit:
    """A unit as a line tells it: its ``name`` as it may be meant, the whole first, or its ``code``; squeezed."""

    names: tuple[str, ...] = ()
    code: str = ""


def told_units(written: str) -> list[ToldUnit] | None:
    """What the lines in a cell tell of a unit, blanks left out (填报单位：____ tells nothing); None where it has no such line."""
    text = squeeze(written) if len(written) <= LONGEST else ""
    if not any(word in text for word in _WORDS):
        return None
    if ":" not in text:
        return _without_colon(text.translate(TRADITIONAL), written)
    text = text.translate(TRADITIONAL)
    labels = list(_LABEL.finditer(text))
    found: list[ToldUnit] = []
    lines = 0
    for number, label in enumerate(labels):
        kind = next((name for name in ("filling", "bare", "code", "who") if label[name]), None)
        alone = label.start() == 0 or number > 0 or not _HAN.match(text[label.start() - 1])
        if kind is None or (kind != "filling" and not alone):
            continue
        end = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        value = text[label.end() : end]
        if label[0].startswith("预算") and _MONEY.fullmatch(value):
            continue  # 预算单位：元
        if kind == "code":
            found.extend(_code(value, bool(label["both"])))
        else:
            names = told_names(value, written, text[: label.end()].count(":"))
            if kind == "who" and not any(map(_NAMED.fullmatch, names)):
                continue  # 单位：万元
            if names and not ("部门" in label[0] and any(map(_INSIDE.search, names))):
                found.append(ToldUnit(names))
        lines += 1
    return found if lines else None


def _without_colon(text: str, written: str) -> list[ToldUnit] | None:
    """The unit of a line that has something else for a colon: 填报单位 乙局, 填报单位为乙局, 填报单位（乙局）."""
    match = _NO_COLON.fullmatch(text)
    if match is None or _NOBODY.search(match["value"]):
        return None
    apart = match["link"] or match["value"].startswith("(") or _APART.search(narrow(written)[len(match["label"]) - 1 :][:4])
    name = bare(match["value"].strip("()")) if apart else ""
    return [ToldUnit((name,))] if ORGANISATION.search(name) and not _INSIDE.search(name) else None


def told_names(value: str, written: str, colons: int) -> tuple[str, ...]:
    """The names that a squeezed value may be: the whole of it, or as far as a date, another label or a wide gap.

    In ``written`` it stands behind so many colons. Empty for a blank to be filled in, and for XX局.
    """
    if _NOBODY.search(value):
        return ()
    following, trailing = _LABEL.search(value), _TRAILING.search(value)
    ends = (value[: match.start()] for match in (following, trailing) if match is not None)
    ways = (value, *ends, _DATE.split(value)[0], _first_part(written, colons))
    return tuple(dict.fromkeys(name for name in map(bare, ways) if name))


def _code(value: str, both: bool) -> Iterator[ToldUnit]:
    match = _CODE_FIRST.match(value)
    if match is not None:
        name = bare(match[2]) if both else ""
        yield ToldUnit((name,) if name else (), match[1])


def _first_part(written: str, colons: int) -> str:
    """What stands behind so many colons, as far as the next wide gap."""
    text = narrow(written.replace("\u3000", "  "))
    value = text.split(":", colons)[-1] if text.count(":") >= colons else text
    return squeeze(_COLUMNS.split(value.strip())[0])


def bare(value: str) -> str:
    """A value without a stamp's place and what is no letter at its edges; empty where that is all."""
    value = _STAMPED.sub("", value)
    value = _SIGNS_BEFORE.sub("", value) if not value.startswith("(") else value
    value = _SIGNS_BEHIND.sub("", value) if not value.endswith(")") else value
    return value if any(map(str.isalnum, value)) else ""


def with_figures(text: str) -> str:
    """A text with its years in figures: 二〇二六年 is 2026年."""
    return _WORDED_YEAR.sub(lambda year: str(chinese_number(year[0].replace("○", "〇"))), text) if "年" in text else text


def without_attachment(written: str) -> str:
    """A title without the number that it has as an attachment: 附件6：…"""
    return _ATTACHED.sub("", written)


def years_in(text: str) -> set[int]:
    """All years that a squeezed text speaks of, in figures."""
    return {int(year) for year in _ANY_YEAR.findall(text)}


def title_year(written: str) -> int | None:
    """The year that a text tells as the title of a table (附表1 2025年收支总表); None where it is none, or tells several."""
    title = with_figures(squeeze(without_attachment(written)))
    if len(title) > LONGEST_TITLE or not _TABLE.search(title):
        return None
    said, years = _SAID_YEAR.search(title), years_in(title)
    return int(said[1] or said[2]) if said and len(years) == 1 and not _NO_TITLE.search(title) else None


__all__ = [
    "LONGEST", "ORGANISATION", "TRADITIONAL", "ToldUnit", "bare", "title_year", "told_names", "told_units", "with_figures", "without_attachment",
    "years_in",
]
