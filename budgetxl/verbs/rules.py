"""``rules``: the rule catalogue of a form, each rule as a Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..forms import Form, load_form, rule_sentence
from ..values.records import dataclass
from ..values.words import LEVEL_WORDS, TRIAL
from .dropped import Dropped, dropped_rules
from .messages import say
from .sources import FindForm, the_form


@dataclass(frozen=True, slots=True)
class CataloguedRule:
    """One rule: its id, severity, whether it is on trial, itself as a sentence, its message and hint, and its expression.

    ``own``: it is the program's, which has no message of its own and no expression.
    """

    id: str
    severity: str
    trial: bool
    sentence: str
    message: str
    hint: str
    check: str
    own: bool = False

    @property
    def level(self) -> str:
        """Its severity as people read it."""
        return LEVEL_WORDS[self.severity] + (TRIAL if self.trial else say("own") if self.own else "")


@dataclass(frozen=True, slots=True)
class RuleCatalogue:
    """All rules of a form, in its order, the program's own after them, and those of its parents that fell away."""

    form: str
    rules: tuple[CataloguedRule, ...]
    dropped: tuple[Dropped, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The JSON of ``rules --json``."""
        rows = [
            {
                "id": rule.id, "severity": rule.severity, "trial": rule.trial, "sentence": rule.sentence,
                "message": rule.message or None, "hint": rule.hint or None, "check": rule.check or None, "own": rule.own,
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
    return RuleCatalogue(loaded.id, (*rules, *_own_rules(loaded)), dropped_rules(loaded))


def _own_rules(form: Form) -> Iterator[CataloguedRule]:
    """The program's own rules, as the form grades them, without those that it removed."""
    for rule in form.own_rules.values():
        yield CataloguedRule(rule.id, rule.severity, False, rule.sentence, "", "", "", own=True)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
