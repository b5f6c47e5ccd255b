"""Names of files that are no submissions, whoever left them there."""

from __future__ import annotations

TEMPORARY = ("~$", "._", ".~")
"""How the files begin that Excel, WPS and LibreOffice keep beside an open workbook, and a Mac on other people's disks."""
