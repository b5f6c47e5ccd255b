"""``rules``: the rule catalogue of a form, each rule as a Chinese sentence."""

from __future__ import annotations

from typing import Any

from ..forms import load_form, rule_sentence
from ..values.records import dataclass
from .dropped import Dropped, dropped_rules
from .messages import say
from .sources import FindForm, the_form

LEVELS = {"error": "错误", "warning": "核实", "info": "提示"}


@dataclass(frozen=True, slots=True)
class CataloguedRule:
    """One rule: its id, severity, whether it is on trial, itself as a sentence, its message and hint, and its expression."""

    id: str
    severity: str
    trial: bool
    sentence: str
    message: str
    hint: str
    check: str

    @property
    def level(self) -> str:
        """Its severity as people read it."""
        return LEVELS[self.severity] + (say("trial") if self.trial else "")


@dataclass(frozen=True, slots=True)
class RuleCatalogue:
    """All rules of a form, in its order, and those of its parents that fell away with fields that it removed."""

    form: str
    rules: tuple[CataloguedRule, ...]
    dropped: tuple[Dropped, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The JSON of ``rules --json``."""
        rows = [
            {
                "id": rule.id, "severity": rule.severity, "trial": rule.trial, "sentence": rule.sentence,
                "message": rule.message, "hint": rule.hint or None, "check": rule.check,
            }
            for rule in self.rules
        ]  # fmt: skip
        return {"form": self.form, "rules": rows, "dropped": [one.document for one in self.dropped]}

    @property
    def markdown(self) -> str:
        """A Markdown table; a second one of the rules that fell away, if there are any."""
        rows = [f"| {rule.id} | {rule.level} | {_cell(rule.sentence)} | {_cell(rule.message)} |" for rule in self.rules]
        gone = [f"| {one.id} | {_cell(one.reason)} |" for one in self.dropped]
        second = ["", say("dropped_table"), "| --- | --- |", *gone] if gone else []
        return "\n".join([say("rules_table"), "| --- | --- | --- | --- |", *rows, *second])


def rule_catalogue(form: str, find_form: FindForm = load_form) -> RuleCatalogue:
    """The catalogue of a form by id or folder. Raises Refusal where it can't be loaded."""
    loaded = the_form(form, find_form)
    rules = [
        CataloguedRule(
            rule.id, rule.severity, rule.trial, rule_sentence(loaded, rule), rule.message, rule.hint, rule.check.text
        )
        for rule in loaded.rules
    ]
    return RuleCatalogue(loaded.id, tuple(rules), dropped_rules(loaded))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
