"""The signature lines of a cover: a form names them (``signatures``), and they are a block of its first sheet like any other.

So a name that somebody types there is read, exported and filled in again. Older workbooks, which lack them, lack nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..messages import say
from ..mistakes import Mistake
from ..schema import IDENTIFIER

BLOCK = "signatures"
BESIDE = 2  # of them in a row
LINES = 2  # the height of a line to sign on


def with_signatures(raw: Mapping[str, Any], file: str, mistakes: list[Mistake]) -> Mapping[str, Any]:
    """The tables of a form with a block of its signature lines at the end of the first sheet. One with a blank label is left out."""
    given = {name: label for name, label in raw.get(BLOCK, {}).items() if label.strip()}
    for name in given:
        if not IDENTIFIER.match(name):
            mistakes.append(Mistake(file, f"{BLOCK}.{name}", say("bad_id", value=name)))
    kept = [name for name in given if IDENTIFIER.match(name)]
    sheets = raw.get("sheets", ())
    if not kept or not sheets:
        return raw
    fields = [{"id": name, "label": given[name], "in_notice": False, "lines": LINES} for name in kept]
    rows = [kept[start : start + BESIDE] for start in range(0, len(kept), BESIDE)]
    block = {"id": BLOCK, "kind": "record", "title": say("signatures"), "arrange": rows, "fields": fields, "_signed": True}
    cover, *others = sheets
    return {**raw, "sheets": [{**cover, "blocks": [*cover.get("blocks", ()), block]}, *others]}
