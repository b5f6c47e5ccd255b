"""The words for what a rule gave and how grave a finding is: each once, everywhere the same.

The verdicts are those of the column 结果 on the 校验 sheet, stable for users and scripts.
"""

from __future__ import annotations

PASSED = "通过"
FAILED = "不符"
TO_VERIFY = "待核实"
NOT_APPLICABLE = "不适用"
UNFILLED = "未填"
BY_PROGRAM = "由程序校验"

#: Of a rule that says 未填 on the sheet: what it waits for is there, but nothing could be read from it, or it was not found.
UNREAD = "读不出"
#: Of a rule that says 未填 on the sheet: judging it failed, by a fault of the form or the program (META-22).
UNJUDGED = "无法判断"

#: Of a row of the bureau's 检查表 that nobody and nothing has judged yet.
UNCHECKED = "未查"

VERDICTS = (PASSED, FAILED, TO_VERIFY, NOT_APPLICABLE, UNFILLED, BY_PROGRAM)

#: What a rule that fails is called, by its severity: one that only informs lets everything pass.
FAILED_BY_SEVERITY = {"error": FAILED, "warning": TO_VERIFY, "info": PASSED}

#: The severities of rules and findings, and a warning that staff have answered.
LEVEL_WORDS = {"error": "错误", "warning": TO_VERIFY, "info": "提示", "answered": "已说明"}

#: What a field of choices says that something holds, or does not.
YES, NO = "是", "否"

#: Stands behind the severity of a rule that only informs until the bureau trusts it.
TRIAL = "（试行）"
