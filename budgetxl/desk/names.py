"""Names of files that are no submissions, whoever left them there."""

from __future__ import annotations

from ..values.lazy_patterns import lazy_pattern

TEMPORARY = ("~$", "._", ".~")
"""How the files begin that Excel, WPS and LibreOffice keep beside an open workbook, and a Mac on other people's disks."""

TABLES = lazy_pattern(r"-公开表(（草稿）)?(\(\d+\))?\.xlsx$")
"""How the public tables are called that the desk writes: they bear no sign within, since they are published."""
