"""A Word file of somebody else with the styles added that our tables need."""

from __future__ import annotations

import io
import zipfile

from .reference import STYLES, Reference


def with_styles(data: bytes, reference: Reference) -> bytes:
    """The file with the styles of ``reference``, which are its own and those of ours that it lacks."""
    styles = next(part.xml for part in reference.parts if part.kind == "styles")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = styles.encode() if info.filename.lower() == STYLES else old.read(info)
            new.writestr(info, content)
    return made.getvalue()
