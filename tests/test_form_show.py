"""``forms show``: a form after inheritance is one text that loads to the same form and says where each key comes from."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from making import COVER, a_block, a_rule, a_sheet, fields_of, record
from test_cli import Call, call

from budgetxl.checks import as_json, check_result
from budgetxl.cli.app import OK, WRONG_USAGE
from budgetxl.forms import NOTICE_FILE, CodeList, Form, FormError, Mistake, Record, known_folders, load_form
from budgetxl.forms.load.show.toml_text import assigned
from budgetxl.notice import render, to_text
from budgetxl.verbs import check_form, form_files, form_text
from budgetxl.workbook import fill, read

__all__ = ["call"]

TESTS = Path(__file__).parent
FORMS = [*sorted(known_folders()), *sorted(str(path.parent) for path in (TESTS / "forms").glob("*/form.toml"))]
SAMPLES = sorted((TESTS.parent / "sample_workbooks").glob("*.json"))
RECORDS = (
    "id", "title", "year", "version", "abstract", "sheets", "rules", "own_rules", "options", "words", "sections", "instructions",
    "fingerprint",
)  # fmt: skip

ITEMS = a_block(
    "items", "table", rows=3, columns=fields_of({"name": "text", "amount": "money", "share": "percent"}), totals=[{"id": "items_total"}]
)
PARENT = {
    "form.toml": 'id = "above"\nyear = 2022\n[words]\nnone = "无"\nmany = "多"\n'
    + COVER + record("x", a="money", b="money") + a_sheet("明细", ITEMS),
    "rules.toml": a_rule("A-01", "x.a == x.b") + a_rule("A-02", "x.a > 0"),
    NOTICE_FILE: "{% block a %}\n甲{% if x.a is filled %}{{ x.a | money }}{% endif %}。\n{% endblock %}\n{% block b %}\n乙{{ x.b | default('无') }}。\n{% endblock %}\n",
}  # fmt: skip
CHILD = 'id = "below"\nextends = "above"\n'


def folder_of(parent: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    parent.mkdir(parents=True)
    for name, text in files.items():
        (parent / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return parent


def below(folder: Path, form: str, **files: str) -> Path:
    """The folder of a form that changes the small one."""
    folder_of(folder / "above", PARENT)
    return folder_of(folder / "below", {"form.toml": CHILD + form, **{name.replace("_", "."): text for name, text in files.items()}})


def shown(folder: Path, name: str | Path) -> Path:
    """The folder that ``forms show -o`` writes, far from the form's parents."""
    return folder_of(folder / "far" / "shown", form_files(str(name)))


def bare(raw: Any) -> Any:
    """Tables without what the loader notes in them, and without rules of fields: what is gone has none."""
    if isinstance(raw, Mapping):
        return {name: bare(value) for name, value in raw.items() if not name.startswith("_") and name not in ("rule", "rules")}
    return [bare(item) for item in raw] if isinstance(raw, list) else raw


def removals(form: Form) -> list[str]:
    return sorted(json.dumps([each.key, each.by, bare(each.raw)], sort_keys=True) for each in form.removals)


def lists(form: Form) -> dict[str, CodeList]:
    """The code lists; without those that only gave grids their rows, which are written out."""
    return {name: codes for name, codes in form.lists.items() if not codes.rows_only}


def differences(one: Form, other: Form) -> list[str]:
    """The parts of two forms that are not the same."""
    found = [name for name in RECORDS if getattr(one, name) != getattr(other, name)]
    if lists(one) != lists(other):
        found.append("lists")
    return found if removals(one) == removals(other) else [*found, "removals"]


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """What is shown of each form, in a folder far from the form's parents."""
    return cache(lambda name: shown(tmp_path_factory.mktemp("far"), name))


@cache
def lines_of(name: str) -> list[str]:
    return form_text(name).splitlines()


# The same form


@pytest.mark.parametrize("name", FORMS, ids=lambda name: Path(name).name)
def test_what_is_shown_of_a_form_loads_to_the_same_form(far: Callable[[str], Path], name: str) -> None:
    found = load_form(far(name))
    assert differences(load_form(name), found) == []
    assert found.lineage == (load_form(name).id,)


@pytest.mark.parametrize("name", FORMS, ids=lambda name: Path(name).name)
def test_what_is_shown_of_a_form_has_no_mistake_its_wording_included(far: Callable[[str], Path], name: str) -> None:
    found = check_form(str(far(name)))
    assert (found.mistakes, found.dropped) == ((), ())


@pytest.mark.parametrize("name", FORMS, ids=lambda name: Path(name).name)
def test_what_is_shown_of_what_is_shown_is_the_same_tables(far: Callable[[str], Path], name: str) -> None:
    assert tomllib.loads(form_text(str(far(name)))) == tomllib.loads("\n".join(lines_of(name)))


@pytest.mark.slow
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_has_the_same_findings_and_the_same_notice(tmp_path: Path, path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    said = []
    for form in (load_form(sample["form"]), load_form(shown(tmp_path, sample["form"]))):
        result = read(fill(form, sample["data"], sample["year"]), form)
        said.append((as_json("a.xlsx", result, check_result(result)), to_text(render(result.submission, draft=True))))
    assert said[0] == said[1]


@pytest.mark.parametrize("name", FORMS, ids=lambda name: Path(name).name)
def test_the_text_with_its_code_lists_is_a_form(tmp_path: Path, name: str) -> None:
    lists = {file: text for file, text in form_files(name).items() if file.endswith(".csv")}
    home = folder_of(tmp_path / "alone", {"form.toml": "\n".join(lines_of(name)), **lists})
    assert check_form(str(home)).mistakes == ()


@pytest.mark.parametrize(
    "change",
    [
        '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "b", after = "a", label = "乙" }, { id = "c", label = "丙", before = "a" }]\n',
        '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ncolumns = [{ id = "share", remove = true }]\n',
        '[[sheets]]\nid = "sheet_items"\nreplace = true\nname = "新"\n[[sheets.blocks]]\nid = "fresh"\nkind = "record"\nfields = [{ id = "q", label = "问" }]\n',
        '[[sheets]]\nid = "sheet_items"\nremove = true\n',
        '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\nreplace = true\nkind = "record"\nfields = [{ id = "q", label = "问" }]\n',
        '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ntotals = [{ id = "items_total", remove = true }]\n',
        '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ntotals = [{ id = "items_total", columns = [] }]\n',
        '[[sheets]]\nid = "sheet_items"\n[[sheets.blocks]]\nid = "items"\ntotals = [{ id = "items_total", formulas = { amount = "sum(items.amount)" } }]\n',
        '[words]\n"两 词" = """一\n二"""\n[options]\nneutral = { "unit.name" = "某“单位”" }\n',
    ],
    ids=["moved", "column removed", "sheet replaced", "sheet removed", "block replaced", "last total removed", "total of less", "formula", "words"],
)
def test_each_way_to_change_a_parent_is_shown_as_what_it_comes_to(tmp_path: Path, change: str) -> None:
    form = below(tmp_path, change)
    assert differences(load_form(form), load_form(shown(tmp_path, form))) == []


def test_rules_that_fell_away_are_named_at_the_top_and_not_written(tmp_path: Path) -> None:
    form = below(tmp_path, '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "b", remove = true }]\n')
    text = form_text(str(form))
    assert "#   A-01（x.b）" in text.splitlines()
    assert [rule["id"] for rule in tomllib.loads(text)["rules"]] == ["A-02"]


def test_what_the_program_judges_itself_is_shown_only_where_the_form_changes_it(tmp_path: Path) -> None:
    form = below(tmp_path, "", rules_toml='[[rules]]\nid = "TEXT-05"\nseverity = "info"\n[[rules]]\nid = "META-13"\nremove = true\n')
    rules = tomllib.loads(form_text(str(form)))["rules"]
    assert rules[2:] == [{"id": "META-13", "remove": True}, {"id": "TEXT-05", "severity": "info"}]
    assert differences(load_form(form), load_form(shown(tmp_path, form))) == []


def test_a_form_of_no_rules_can_still_change_those_of_the_program(tmp_path: Path) -> None:
    files = {"form.toml": PARENT["form.toml"], "rules.toml": '[[rules]]\nid = "TEXT-05"\nseverity = "info"\n'}
    assert tomllib.loads(form_text(str(folder_of(tmp_path / "one", files))))["rules"] == [{"id": "TEXT-05", "severity": "info"}]


def test_only_a_form_that_is_abstract_itself_is_shown_as_that(tmp_path: Path) -> None:
    files = {**PARENT, "form.toml": "abstract = true\n" + PARENT["form.toml"]}
    above, form = folder_of(tmp_path / "above", files), folder_of(tmp_path / "below", {"form.toml": CHILD})
    assert ["abstract = true" in form_text(str(each)).splitlines() for each in (above, form)] == [True, False]


def test_a_form_is_loaded_without_what_shows_it() -> None:
    code = "import sys; from budgetxl.forms import load_form; load_form('hebei'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.startswith(("budgetxl.forms.load.show", "budgetxl.forms.load.json_schema"))] == []


# Where it comes from


def section(lines: list[str], first: str) -> list[str]:
    """The lines from the one that begins with ``first`` to the next blank one, with the heading before them."""
    start = next(number for number, line in enumerate(lines) if line.startswith(first))
    heading = next(number for number in range(start, -1, -1) if lines[number].startswith("["))
    return lines[heading : next(number for number in range(start, len(lines) + 1) if number == len(lines) or not lines[number])]


def test_a_table_that_is_all_a_parents_says_so_behind_its_heading(tmp_path: Path) -> None:
    lines = form_text(str(below(tmp_path, ""))).splitlines()
    assert section(lines, 'id = "a"') == ["[[sheets.blocks.fields]]  # above", 'id = "a"', 'label = "a"', 'type = "money"']


def test_a_key_of_a_parent_in_a_changed_table_says_so_behind_itself(tmp_path: Path) -> None:
    change = '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "a", label = "甲" }, { id = "n", label = "新" }]\n'
    lines = form_text(str(below(tmp_path, change))).splitlines()
    assert section(lines, 'id = "a"') == ["[[sheets.blocks.fields]]", 'id = "a"  # above', 'label = "甲"', 'type = "money"  # above']
    assert section(lines, 'id = "n"') == ["[[sheets.blocks.fields]]", 'id = "n"', 'label = "新"']


def test_each_word_says_where_it_comes_from(tmp_path: Path) -> None:
    lines = form_text(str(below(tmp_path, '[words]\nmany = "许多"\n'))).splitlines()
    assert section(lines, "none") == ["[words]", 'none = "无"  # above', 'many = "许多"']


def test_a_key_names_the_nearest_form_that_says_it(tmp_path: Path) -> None:
    below(tmp_path, '[words]\nmany = "许多"\n')
    lowest = folder_of(tmp_path / "lowest", {"form.toml": 'id = "lowest"\nextends = "below"\n'})
    assert section(form_text(str(lowest)).splitlines(), "none")[1:] == ['none = "无"  # above', 'many = "许多"  # below']


def test_a_form_without_a_parent_has_no_comment_but_its_first_line(tmp_path: Path) -> None:
    text = form_text(str(folder_of(tmp_path / "above", PARENT)))
    assert [line for line in text.splitlines() if "#" in line] == text.splitlines()[:1]


def test_sheets_and_blocks_stand_in_the_order_of_the_form() -> None:
    raw = tomllib.loads("\n".join(lines_of("hebei-2027")))
    written = [block["id"] for sheet in raw["sheets"] for block in sheet.get("blocks", ()) if "removed_by" not in {*sheet, *block}]
    signed = tuple(block.id for _, block in load_form("hebei-2027").blocks() if isinstance(block, Record) and block.signed)
    assert signed == ("signatures",)
    assert written == [block.id for _, block in load_form("hebei-2027").blocks() if block.id not in signed]


def test_expressions_with_quotes_are_read_without_backslashes() -> None:
    assert [line for line in lines_of("hebei-2027") if '\\"' in line.split("  # ")[0] and "'" not in line] == []


@given(some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\r")), some.text(min_size=1))
def test_whatever_a_text_holds_it_is_read_back(value: str, key: str) -> None:
    key = key.encode("utf-8", "replace").decode().replace("\r", "")
    for given_value in (value, [value, value * 40], {key: value}, [{key: value}]):
        assert tomllib.loads("\n".join(assigned(key, given_value))) == {key: given_value}


# What was removed


LESS = '[[sheets]]\nid = "sheet_x"\n[[sheets.blocks]]\nid = "x"\nfields = [{ id = "a", remove = true }]\n'


def test_a_removed_field_is_shown_with_the_form_that_removed_it(tmp_path: Path) -> None:
    raw = tomllib.loads(form_text(str(below(tmp_path, LESS))))
    fields = next(sheet for sheet in raw["sheets"] if sheet["id"] == "sheet_x")["blocks"][0]["fields"]
    assert fields == [{"id": "b", "label": "b", "type": "money"}, {"id": "a", "label": "a", "type": "money", "removed_by": "below"}]


def test_wording_sees_a_field_that_is_marked_removed_as_blank(tmp_path: Path) -> None:
    form = load_form(shown(tmp_path, below(tmp_path, LESS)))
    submission = read(fill(form, {"unit": {"name": "某单位"}, "x": {"b": "2"}}, 2022), form).submission
    assert ("x", "a") in form.removed.places
    assert to_text(render(submission)).split() == ["甲。", "乙2。"]


def test_a_field_that_is_marked_removed_has_no_cell(tmp_path: Path) -> None:
    form = load_form(folder_of(tmp_path / "one", {"form.toml": PARENT["form.toml"].replace('"label" = "a"', '"removed_by" = "x", "label" = "a"')}))
    assert [field.id for field in form.block("x").fields] == ["b"]  # type: ignore[union-attr]


def mistakes(folder: Path, old: str, new: str) -> list[Mistake]:
    """What is wrong with the small form after a change of its text."""
    assert old in PARENT["form.toml"]
    with pytest.raises(FormError) as caught:
        load_form(folder_of(folder / "wrong", {"form.toml": PARENT["form.toml"].replace(old, new)}))
    return caught.value.mistakes


def test_who_removed_an_item_must_be_said(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, '"label" = "a"', '"removed_by" = " ", "label" = "a"')
    assert (mistake.key, "哪个表样" in mistake.message) == ("sheets.sheet_x.blocks.x.fields.a.removed_by", True)


def test_who_removed_an_item_is_a_text(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, '"label" = "a"', '"removed_by" = true, "label" = "a"')
    assert "removed_by" in mistake.message


def test_what_is_removed_already_can_be_neither_moved_nor_removed(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, '"label" = "a"', '"removed_by" = "x", "remove" = true, "after" = "b", "label" = "a"')
    assert "after、remove" in mistake.message


def test_a_block_that_is_marked_removed_still_says_its_kind(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, 'id = "items"', 'id = "gone"\nremoved_by = "x"\n[[sheets.blocks]]\nid = "items"')
    assert (mistake.key, "kind" in mistake.message) == ("sheets.sheet_items.blocks.gone.kind", True)


# The command


def test_the_command_prints_the_text(call: Call, tmp_path: Path) -> None:
    form = below(tmp_path, "")
    ended = call("forms", "show", form)
    assert (ended.code, ended.out, ended.err) == (OK, form_text(str(form)), "")


def test_the_command_writes_a_folder_that_stands_alone(call: Call, tmp_path: Path) -> None:
    own = '{% extends "above/notice.md.j2" %}\n{% block b %}{{ super() }}\n丙。\n{% endblock %}\n'
    form = below(tmp_path, "")
    (form / NOTICE_FILE).write_text(own, encoding="utf-8")
    ended = call("forms", "show", form, "-o", "alone/one")
    assert (ended.code, ended.out) == (OK, "")
    assert sorted(path.name for path in Path("alone/one").iterdir()) == ["above.notice.md.j2", "form.toml", "notice.md.j2"]
    assert call("forms", "check", "alone/one").code == OK


def test_the_command_writes_into_no_folder_that_is_there(call: Call, tmp_path: Path) -> None:
    Path("there").mkdir()
    ended = call("forms", "show", below(tmp_path, ""), "-o", "there")
    assert (ended.code, list(Path("there").iterdir())) == (WRONG_USAGE, [])
    assert "已经存在" in ended.err


@pytest.mark.parametrize("words", [("nowhere",), ()])
def test_a_form_that_there_is_not_is_wrong_usage(call: Call, words: tuple[str, ...]) -> None:
    ended = call("forms", "show", *words)
    assert (ended.code, ended.out) == (WRONG_USAGE, "")


def test_a_form_with_mistakes_is_not_shown_and_they_are_said(call: Call, tmp_path: Path) -> None:
    ended = call("forms", "show", below(tmp_path, 'titel = "题"\n'))
    assert (ended.code, "titel" in ended.err) == (WRONG_USAGE, True)
