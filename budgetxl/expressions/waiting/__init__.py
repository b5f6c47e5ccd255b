"""What a rule waits for that can't be judged yet: over a submission as entries, on the 校验 sheet as a formula.

The formulas are for a build alone: ``waiting.formulas`` is imported there.
"""

from .entries import waits_for

__all__ = ["waits_for"]
