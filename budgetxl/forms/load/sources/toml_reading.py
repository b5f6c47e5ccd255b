"""TOML to a table, or to one Chinese sentence with the line and the cure.

tomllib says in English what it expected. What people do is type full-width punctuation, forget a quote or a comma, write a
key twice: the sentence speaks of that, from the class of tomllib's message and the character that it stopped at.
"""

from __future__ import annotations

import re
import tomllib
from ast import literal_eval
from collections.abc import Iterator
from typing import Any

from ..messages import say, shown

MAX_DEPTH = 40
"""Brackets within brackets; a form needs six."""

FULL_WIDTH = {
    **dict.fromkeys("“”＂„「」『』", '"'), **dict.fromkeys("‘’＇", "'"), **dict.fromkeys("，、；", ","), **dict.fromkeys("＝：", "="),
    **dict.fromkeys("【［", "["), **dict.fromkeys("】］", "]"), "｛": "{", "｝": "}", "＃": "#", **dict.fromkeys("。．", "."),
    **dict.fromkeys("－—–−", "-"), "＿": "_", **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}  # fmt: skip
"""Full-width characters of Chinese input, and what TOML wants in their place."""

_FIRST = "“”＂【［＃"
_BLANKS = "\u3000\u00a0\ufeff\u200b"
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_OPENER = re.compile(r'"""|\'\'\'|"|\'|#')
_WHOLE = {
    '"""': re.compile(r'"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']++|'(?!''))*+'{3,5}"),
    '"': re.compile(r'"(?:[^"\\\n]++|\\.)*+"'),
    "'": re.compile(r"'[^'\n]*'"),
    "#": re.compile(r"#[^\n]*"),
}
_QUOTED_KEY = re.compile(r"(\(.*\)|'.*'|\".*\")")


class TomlFault(Exception):
    """A text that is no TOML; its text is one Chinese sentence with line and cure."""


def parse_toml(text: str) -> dict[str, Any]:
    """The table of a TOML text. Raises TomlFault and nothing else."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlFault(_sentence(text, str(error))) from None
    except RecursionError:
        raise TomlFault(say("toml_deep", line=_too_deep(text), limit=MAX_DEPTH)) from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise TomlFault(say("toml_number", line=_longest_number(text))) from None


def _sentence(text: str, error: str) -> str:
    found = _PLACE.search(error)
    message = error[: found.start()] if found else error
    at_end = found is None or found[1] is None
    lines = text.split("\n")
    line = len(lines) if found is None or found[1] is None else int(found[1])
    column = 1 if found is None or found[2] is None else int(found[2])
    here = lines[line - 1][column - 1 : column]
    if not at_end and not message.startswith(("Illegal", "Unescaped", "Invalid hex", "Escaped")):
        if here and here in _BLANKS:
            return say("toml_blank", line=line, column=column)
        if here in FULL_WIDTH and (not message.startswith("Invalid statement") or here in _FIRST):
            return say("toml_full_width", line=line, column=column, wrong=here, right=FULL_WIDTH[here])
        mixed = _mixed_quote(lines[line - 1])
        if mixed:
            return say("toml_mixed_quotes", line=line, wrong=mixed)
    return _by_class(text, message, line, column, at_end)


def _mixed_quote(line: str) -> str:
    """A full-width quotation mark of a line whose half-width ones do not pair."""
    return next((c for c in line if c in "“”＂"), "") if line.count('"') % 2 else ""


def _by_class(text: str, message: str, line: int, column: int, at_end: bool) -> str:
    """The sentence for each class of tomllib's messages; the last one is for a message that nobody has met yet."""
    lines = text.split("\n")
    whole = lines[line - 1]
    here, rest = whole[column - 1 : column], whole[column - 1 :].strip()
    slots = {"line": line, "column": column, "text": _short(whole), "rest": _short(rest), "here": here}
    if message.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate", "Cannot redefine", "Duplicate inline")):
        return _twice(text, message, line)
    if message.startswith(("Unterminated string", "Expected \"'", "Expected '\"")):
        return say("toml_open_string", line=_open_string(text) or line)
    if message.startswith(("Illegal character", "Found invalid character")):
        if here in ("", "\n"):
            mixed = _mixed_quote(whole)
            return say("toml_mixed_quotes", line=line, wrong=mixed) if mixed else say("toml_quote", **slots)
        return say("toml_control", line=line, column=column, code=f"U+{ord(here):04X}")
    if at_end and message.startswith(("Unclosed", "Invalid value", "Invalid initial", "Expected ']")):
        opened = _open_bracket(text)
        return say("toml_open_bracket", line=opened[0], bracket=opened[1]) if opened else say("toml_no_value", **slots)
    if message.startswith("Unclosed array"):
        return say("toml_array", **slots)
    if message.startswith("Unclosed inline table"):
        return say("toml_inline" if rest else "toml_inline_break", **slots)
    if message.startswith("Expected ']"):
        return say("toml_header", **slots)
    if message.startswith("Expected '=' after a key"):
        return say("toml_colon" if here == ":" else "toml_equals" if rest else "toml_alone", **slots)
    if message.startswith("Invalid initial character for a key"):
        return say("toml_extra_comma" if here == "}" else "toml_inline_break" if not rest else "toml_key", **slots)
    if message.startswith("Invalid statement"):
        return say("toml_key" if here.isalnum() else "toml_statement", **slots)
    if message.startswith("Invalid value"):
        return _bad_value(rest, slots)
    if message.startswith("Invalid date"):
        return say("toml_date", **slots)
    if message.startswith(("Unescaped", "Invalid hex", "Escaped")):
        return say("toml_escape", **slots)
    if message.startswith("Expected newline"):
        return say(_left_over(whole[: column - 1].rstrip(), rest), **slots)
    return say("toml_other", **slots)


def _bad_value(rest: str, slots: dict[str, Any]) -> str:
    word = re.match(r"[^\s,\]}#]+", rest)
    if word is None:
        return say("toml_no_value", **slots)
    if word[0].lower() in ("true", "false"):
        return say("toml_truth", right=word[0].lower(), **slots)
    if re.match(r"[-+]?\.\d", rest):
        return say("toml_point", **slots)
    return say("toml_unquoted", word=_short(word[0]), **slots)


def _left_over(before: str, rest: str) -> str:
    """The code of the sentence for what stands behind a value."""
    if rest.startswith(("%", "％")):
        return "toml_percent"
    if re.match(r",\d", rest):
        return "toml_number_comma"
    if re.match(r"-\d", rest):
        return "toml_date"
    if re.search(r"(?<![\w.])0\Z", before) and rest[:1].isdigit():
        return "toml_zero"
    return "toml_inner_quotes" if before.endswith('"') and rest.endswith('"') and not rest.startswith('"') else "toml_rest"


def _short(text: str) -> str:
    """The offending text as a sentence can hold it."""
    return shown(text.strip(), 40)


# What is written twice


def _twice(text: str, message: str, line: int) -> str:
    statements = list(_statements(text))
    own = [place for place, each in enumerate(statements) if each[0] <= line]
    at, key, header = statements[own[-1]] if own else (line, "", -1)
    inner = _QUOTED_KEY.search(message)
    if message.startswith("Duplicate inline") and inner:
        return say("toml_twice_inline", line=line, key=_short(str(_literal(inner[1]))))
    named = _literal(inner[1]) if inner else ""
    shown = ".".join(map(str, named)) if isinstance(named, tuple) else str(named)
    if key.startswith("[["):  # it is the other that lacks a bracket
        single = next((each[0] for each in statements[: own[-1]] if each[1] == key[1:-1]), None)
        if single is not None:
            return say("toml_single", line=single, key=_short(key[1:-1]), right=_short(key))
    if key.startswith("["):
        earlier = next((each[0] for each in statements[: own[-1]] if each[1] == key), None)
        name = key.strip("[] ")
    else:
        earlier = next((each[0] for each in statements[: own[-1] if own else 0] if each[1:] == (key, header)), None)
        name = key or shown
    before = say("toml_before", line=earlier) if earlier else ""
    return say("toml_twice_table" if key.startswith("[") else "toml_twice_key", line=at, key=_short(name), before=before)


def _literal(text: str) -> object:
    try:
        return literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _statements(text: str) -> Iterator[tuple[int, str, int]]:
    """Each statement's line, its key or its header as it is written, and the line of the header that it stands under."""
    depth, header = 0, 0
    for number, (line, bare) in enumerate(zip(text.split("\n"), _masked(text).split("\n")), start=1):
        if depth <= 0 and bare.strip():
            if bare.lstrip().startswith("["):
                header = number
                yield number, line[: len(bare.rstrip())].strip(), header
                continue
            yield number, line[: bare.index("=")].strip() if "=" in bare else line.strip(), header
        depth = max(0, depth + sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}"))


# What is not closed


def _strings(text: str) -> Iterator[tuple[int, int]]:
    """Where each string and comment starts and ends; one that is not closed ends at -1, and is the last."""
    place = 0
    while (opened := _OPENER.search(text, place)) is not None:
        whole = _WHOLE[opened[0]].match(text, opened.start())
        yield opened.start(), whole.end() if whole else -1
        if whole is None:
            return
        place = whole.end()


def _masked(text: str) -> str:
    """The text with strings and comments blanked out, line breaks kept, so that brackets and signs can be counted."""
    parts, done = [], 0
    for start, end in _strings(text):
        end = end if end >= 0 else len(text)
        parts += [text[done:start], "".join("\n" if c == "\n" else " " if text[start] == "#" else "x" for c in text[start:end])]
        done = end
    return "".join([*parts, text[done:]])


def _open_string(text: str) -> int | None:
    return next((text.count("\n", 0, start) + 1 for start, end in _strings(text) if end < 0), None)


def _open_bracket(text: str) -> tuple[int, str] | None:
    """The line of the innermost bracket that is not closed, and the bracket."""
    opened: list[tuple[int, str]] = []
    for number, line in enumerate(_masked(text).split("\n"), start=1):
        for character in line:
            if character in "[{":
                opened.append((number, character))
            elif character in "]}" and opened:
                opened.pop()
    return opened[-1] if opened else None


def _too_deep(text: str) -> int:
    depth = 0
    for number, line in enumerate(_masked(text).split("\n"), start=1):
        for character in line:
            depth += (character in "[{") - (character in "]}")
            if depth > MAX_DEPTH:
                return number
    return 1


def _longest_number(text: str) -> int:
    longest = max(re.finditer(r"[0-9_a-fA-Fx]+", text), key=lambda found: len(found[0]), default=None)
    return text.count("\n", 0, longest.start()) + 1 if longest else 1
