"""The words by which a form reads typed texts (``[phrases]``), from its merged TOML."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from budgetxl.values.lazy_patterns import lazy_pattern

from ...form import Phrases
from ..messages import say
from ..mistakes import Mistake

_YEAR = lazy_pattern(r"(?:19|20)\d\d")


def phrases_of(raw: Mapping[str, Any], file: str, mistakes: list[Mistake]) -> Phrases:
    """The form's phrases; a year of ``renamed`` that is none, and a word that tells of more and of less, are added to ``mistakes``."""
    given: Mapping[str, Any] = raw.get("phrases", {})
    for year in given.get("renamed", {}):
        if not _YEAR.fullmatch(year):
            mistakes.append(Mistake(file, f"phrases.renamed.{year}", say("phrase_year", value=year)))
    for word in sorted(_words(given, "rises") & _words(given, "falls")):
        mistakes.append(Mistake(file, "phrases.rises", say("phrase_both", value=word)))
    return Phrases(**{each.name: given[each.name] for each in dataclasses.fields(Phrases) if each.name in given})


def _words(given: Mapping[str, Any], name: str) -> set[str]:
    return {word for words in given.get(name, {}).values() for word in words.split()}
