"""What is said of the finished text of a notice."""

from __future__ import annotations

from ..values.catalogue import Catalogue, shortened

MESSAGES: dict[str, str] = {
    "twice": "公开说明里标点或字词重复：{where}“{text}”",
    "half": "公开说明里该用全角标点：{where}“{text}”",
    "parted": "公开说明里一个数被全角逗号分成两个：{where}“{text}”",
    "pairs": "公开说明里 {sign} 不成对：{where}“{text}”",
    "empty": "公开说明里有没写完的话：{where}“{text}”",
    "numbers": "公开说明里编号重复：{where}“{text}”",
    "bare": "公开说明里标题下没有内容：{headings}",
    "bare-hint": "这一部分还没有填，请填写；确实没有的，问下发表样的人可不可以不写",
    "with": "公开说明里写了“比…持平”：{where}“{text}”",
    "nought": "公开说明里写了增减 0 或负数：{where}“{text}”",
    "directions": "公开说明里一处增减写了两个方向：{where}“{text}”",
    "number": "公开说明里的数写得不对：{where}“{text}”",
    "space": "公开说明里多了空格：{where}“{text}”",
    "again": "公开说明里一句话写了两遍：{where}“{text}”",
    "unitless": "公开说明里的金额没有写单位：{where}“{text}”",
    "open": "公开说明里有一段末尾是逗号或顿号：{where}“{text}”",
    "unit": "公开说明里金额的单位重复：{where}“{text}”",
    "cell-hint": "改 {cells} 里的文字：句子里已有的字（“主要是”“等”“万元”、标题的编号）不必再写",
    "own-hint": "改 {cells} 里的文字：去掉重复的字或标点",
    "empty-hint": "改 {cells}：把话写完；没有内容的，清空这一格",
    "number-hint": "改 {cells} 里的数：一个小数点，前后都有数字，用半角",
    "space-hint": "改 {cells}：删去空格",
    "unitless-hint": "改 {cells}：数后面写上万元、元或数量的单位",
    "open-hint": "改 {cells}：把话写完，末尾用句号",
    "half-hint": "改 {cells}：汉字之间的标点用全角的",
    "parted-hint": "改 {cells}：一千写 1000，不用逗号；是两个数的，用顿号分开，各写单位",
    "pairs-hint": "改 {cells}：补上或去掉一个，前后成对",
    "numbers-hint": "改 {cells} 里的文字：编号由程序写，去掉填报的编号",
    "form-hint": "这些字不是填报的，是表样的文稿里的：请告诉下发表样的人",
    "with-hint": "持平的写“与…持平”",
    "directions-hint": "核对增减额和百分比的正负：一处增减只有一个方向",
    "nought-hint": "增加、减少后面写正数；没有增减的写“持平”",
    "under": "“{heading}”下，",
    "in-heading": "标题，",
    "in-table": "表“{caption}”，",
    "unmade": "公开说明写不出来：{problem}",
    "unmade-blank": "公开说明写不出来：要写的内容没有填写",
    "unmade-nothing": "公开说明写不出来：要写的内容只填了“{text}”，等于没有写",
    "unmade-nothing-hint": "文稿要写这一处：请在 {cell} 写明具体内容",
    "unmade-frame": "公开说明写不出来：填的只有“主要是”“等”一类的字或标点，没有内容",
    "unmade-hint": "文稿要写这一处，{cell} 却是空的：请填写（由公式计算的，填写它所汇总的各格）；确实没有的填 0",
    "unmade-frame-hint": "{cells} 只有句子里已有的字或标点，没有内容：请写明；没有内容的，清空这一格",
    "unmade-form-hint": "不是填报的错：请把这句话和工作簿一起交给表样的制作者",
    "unread": "公开说明没有核对：{problem}",
    "unused": "名词解释里的{terms}在公开说明里没有用到",
    "unused-hint": "不用的名词可以删去这一行；写法不同的，改得与正文一致",
    "unexplained": "公开说明用到了{terms}，名词解释里没有",
    "unexplained-hint": "在名词解释里补上（新的空白工作簿里有现成的解释）",
}

_WRITTEN = frozenset(("text", "heading", "headings", "caption", "problem", "terms"))


def _told(name: str, slot: object) -> object:
    return shortened(slot) if name in _WRITTEN and isinstance(slot, str) else slot


say = Catalogue(MESSAGES, _told).say
