"""The texts of a form as its tables print them."""

from __future__ import annotations

from budgetxl.forms import Form, Labels
from budgetxl.values import Group


def labels_of(form: Form, root: Group, traced: bool) -> Labels:
    """The texts of a form with their slots filled; ``traced`` ones know what was put into them."""
    if not traced:
        return Labels(form, root)
    from ..tracing.labels import TracedLabels

    return TracedLabels(form, root)


__all__ = ["labels_of"]
