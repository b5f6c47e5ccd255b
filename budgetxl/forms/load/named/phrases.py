"""The words by which a form reads typed texts (``[phrases]``), from its merged TOML."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from budgetxl.values.lazy_patterns import lazy_pattern

from ...form import Phrases
from ..messages import say
from ..mistakes import Mistake

_MORE, _LESS = ("rises", "may_rise"), ("falls", "may_fall")
_YEAR = lazy_pattern(r"(?:19|20)\d\d")


def phrases_of(raw: Mapping[str, Any], file: str, mistakes: list[Mistake]) -> Phrases:
    """The form's phrases; what can't be meant so is added to ``mistakes``."""
    given: Mapping[str, Any] = raw.get("phrases", {})
    for name, problems in (("renamed", _renamed), ("", _opposed), ("", _words_alone)):
        mistakes.extend(Mistake(file, ".".join(filter(None, ("phrases", name, key))), text) for key, text in problems(given))
    return Phrases(**{each.name: given[each.name] for each in dataclasses.fields(Phrases) if each.name in given})


def _renamed(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the old names, with its key: a year that is none, a name that is blank or has spaces, a ring."""
    names: dict[str, str] = {}
    for year, pairs in given.get("renamed", {}).items():
        if not _YEAR.fullmatch(year):
            yield year, say("phrase_year", value=year)
        for old, new in pairs.items():
            for name in (old, new):
                if not name.strip():
                    yield year, say("phrase_name_blank", old=old, new=new)
                elif (right := "".join(name.split())) != name:
                    yield year, say("phrase_spaces", value=name, right=right)
            names.setdefault(old, new)
    told: set[str] = set()
    for name in names:
        ring, at = [name], names[name]
        while at in names and at not in ring:
            ring.append(at)
            at = names[at]
        if at == name and not told.intersection(ring):
            told.update(ring)
            year = next(year for year, pairs in given["renamed"].items() if name in pairs)
            yield year, say("phrase_ring", ring="→".join((*ring, name)))


def _opposed(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Words of more that are words of less as well; words that belong to an item and to something else than it."""
    for more in _MORE:
        for less in _LESS:
            for word in sorted(_words(given, more) & _words(given, less)):
                yield more, say("phrase_both", value=word, more=more, less=less)
    for item, words in given.get("own", {}).items():
        for word in sorted(set(words.split()) & set(given.get("foreign", {}).get(item, "").split())):
            yield f"own.{item}", say("phrase_own", value=word, item=item)


def _words_alone(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Words of nothing but …, and items that are blank or have spaces: they are in every text, or in none."""
    for name in (*_MORE, *_LESS, "unsure", "foreign", "own"):
        for group, words in given.get(name, {}).items():
            if any(not word.strip("….") for word in words.split()):
                yield f"{name}.{group}", say("phrase_empty")
            if name in ("foreign", "own") and not group.strip():
                yield name, say("phrase_item_blank")
            elif name in ("foreign", "own") and (right := "".join(group.split())) != group:
                yield name, say("phrase_spaces", value=group, right=right)


def _words(given: Mapping[str, Any], name: str) -> set[str]:
    return {word for words in given.get(name, {}).values() for word in words.split()}
