"""What is said of the list for a 更正 notice: whose versions they are, and how much differs."""

from __future__ import annotations

from .messages import say
from .model import Corrections

KINDS = ("words", "cell", "added", "removed", "moved")


def accepted_said(corrections: Corrections) -> str:
    """Whether the two versions are accepted ones; nothing where that is known of neither."""
    if corrections.accepted == (None, None):
        return ""
    old, new = (say(f"accepted-{one}") for one in corrections.accepted)
    return say("accepted-both", old=old, new=new)


def corrections_counted(corrections: Corrections) -> str:
    """How much of what is published differs, or why nothing is known of it, as one sentence."""
    if corrections.reason:
        return corrections.reason
    if not corrections.found:
        return say("corrections-same")
    counts = {kind: [len(one.swaps) for one in corrections.found if one.kind == kind] for kind in KINDS}
    return say("corrections-counts", counts="，".join(_counted(kind, swaps) for kind, swaps in counts.items() if swaps))


def _counted(kind: str, swaps: list[int]) -> str:
    """How many lines of the list are of a kind, as it lists them; how many changes there are in them, where that is more."""
    if kind == "words" and sum(swaps) > len(swaps):
        return say("corrections-words-more", n=len(swaps), m=sum(swaps))
    return say(f"corrections-{kind}", n=len(swaps))


__all__ = ["accepted_said", "corrections_counted"]
