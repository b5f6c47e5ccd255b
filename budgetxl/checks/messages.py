"""What checking says beyond the messages that the rules bring themselves."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "required": "{label}必须填写",
    "required-hint": "请在 {cell} 填写；确实为零的填 0",
    "rounding": "{message}（取整尾差，不影响平衡）",
    "choice": "“{value}”不在可选范围：{allowed}",
    "choice-hint": "请从下拉列表中选择",
    "slot-missing": "（空）",
}


def say(code: str, /, **slots: object) -> str:
    """The message of a code with its slots filled."""
    return MESSAGES[code].format(**slots)
