"""The rules of parents that fell away with the fields that a form removed, for ``forms check`` and ``rules``."""

from __future__ import annotations

from typing import Any

from ..forms import Form, remover
from ..values.records import dataclass
from .messages import say


@dataclass(frozen=True, slots=True)
class Dropped:
    """A rule that fell away: its id, the paths that it speaks of and that are gone, and the forms that removed them."""

    id: str
    gone: tuple[str, ...]
    by: tuple[str, ...]

    @property
    def short(self) -> str:
        """``BUD-01（income.carried_forward）``."""
        return say("dropped_rule", id=self.id, gone="、".join(self.gone))

    @property
    def reason(self) -> str:
        """Why it fell away, as a sentence."""
        return say("dropped_by" if self.by else "dropped_reason", gone="、".join(self.gone), by="、".join(self.by))

    @property
    def document(self) -> dict[str, Any]:
        """Its entry in the JSON of ``rules --json``."""
        return {"id": self.id, "gone": list(self.gone), "by": list(self.by)}


def dropped_rules(form: Form) -> tuple[Dropped, ...]:
    """The dropped rules of a form, in the order of its parents."""
    if not form.dropped:
        return ()
    removed = form.removed.places
    return tuple(
        Dropped(
            one.rule.id,
            tuple(".".join(path) for path in one.gone),
            tuple(dict.fromkeys(filter(None, (remover(removed, path) for path in one.gone)))),
        )
        for one in form.dropped
    )
