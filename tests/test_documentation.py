"""The documentation is run: every worked example works, and what is said to be complete is complete."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from making import a_block, a_form, a_rule, a_sheet, fields_of, filled, record

from budgetxl.checks import as_json, check_result
from budgetxl.cli.app import COMMANDS
from budgetxl.cli.chinese import examples
from budgetxl.expressions import BUILTINS
from budgetxl.expressions.patterns import LONGEST_TEXT, pattern_problem
from budgetxl.forms import Form, FormError, load_form
from budgetxl.forms.load.schema import FIELD_RULES, LISTS, OVER, ROWS, SCHEMA
from budgetxl.notice import bounds
from budgetxl.notice.environment import FILTERS
from budgetxl.verbs import check_form, form_text
from budgetxl.workbook import fill, read

EDIT = ("after", "before", "remove", "replace", "removed_by")
REPOSITORY = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "docs/FORMS.md", "docs/try-in-office.md")
PLAIN = {"name", "kind", "text", "heading", "amount", "value", "reason", "item", "description", "phone"}
EXAMPLES = [(command, line) for command, lines in examples().items() for line in lines]


def written(path: str) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8")


@cache
def clean_workbook() -> bytes:
    """A completed workbook without errors, from the first of the samples that has none."""
    for path in sorted((REPOSITORY / "sample_workbooks").glob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        data = fill(load_form(given["form"]), given["data"], given["year"])
        if not check_result(read(data)).count("error"):
            return data
    raise AssertionError("no sample is without errors")


@cache
def workbook_without_findings() -> bytes:
    """A completed workbook of which nothing is to be said."""
    books = [path.read_bytes() for path in sorted((REPOSITORY / "sample_workbooks").glob("*.xlsx"))]
    return next(data for data in books if all(one.severity == "info" for one in check_result(read(data)).findings))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the files that the examples speak of."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name in ("sample_workbooks", "templates"):
        (folder / name).symlink_to(REPOSITORY / name)
    return with_files(folder)


def with_files(folder: Path) -> Path:
    """A folder, with the workbooks and lists in it that README and the examples of the help speak of."""
    (folder / "填好的.xlsx").write_bytes(clean_workbook())
    (folder / "报来的").mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        (folder / "报来的" / name).write_bytes(clean_workbook())
    for name in ("交来的", "上年收下的"):
        (folder / name).mkdir()
    (folder / "交来的" / "甲.xlsx").write_bytes(workbook_without_findings())
    cover = read(workbook_without_findings()).submission
    (folder / "单位名册.csv").write_text(f"单位编码,单位名称\n{cover.text('unit', 'code')},{cover.text('unit', 'name')}\n", encoding="utf-8")
    (folder / "名册.csv").write_text("单位编码,单位名称,类型,上级编码\n301,某局,部门,\n301001,某学校,单位,301\n", encoding="gbk")
    (folder / "项目名单.txt").write_text("道路养护\n社区服务\n", encoding="utf-8")
    return folder


def surroundings(program: Path) -> dict[str, str]:
    """The environment of a shell that finds ``program`` before any other of its name."""
    return {**os.environ, "PATH": os.pathsep.join([str(program.parent), os.environ["PATH"]])}


def run(line: str, folder: Path, around: Mapping[str, str] | None = None) -> int:
    """The exit code of a line as a shell runs it; nothing of ours may end in a traceback."""
    around = surroundings(Path(sys.executable)) if around is None else around
    if line.startswith("budgetxl desk"):
        return run_until_served(line, folder, around)
    ended = subprocess.run(["sh", "-c", line], cwd=folder, env=around, capture_output=True, text=True)
    assert "Traceback" not in ended.stderr, ended.stderr
    if ended.returncode > 1:
        print(line, ended.stderr, sep="\n")
    return ended.returncode


def run_until_served(line: str, folder: Path, around: Mapping[str, str]) -> int:
    """The exit code of a line that goes on until it is ended: as soon as it has told its address, it is."""
    command = ["sh", "-c", f"exec {line} --no-open"]
    with subprocess.Popen(command, cwd=folder, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as begun:
        assert begun.stdout is not None
        assert "http://127.0.0.1:" in begun.stdout.readline()
        begun.send_signal(signal.SIGTERM)
        _, told = begun.communicate(timeout=60)
    assert "Traceback" not in told, told
    return begun.returncode


def console_lines(text: str) -> Iterator[tuple[str, int]]:
    """The command lines of a document's console blocks, with the exit code that a comment behind them announces."""
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in re.findall(r"^\$ (budgetxl .*)$", block, re.MULTILINE):
            announced = re.search(r"# 退出码 (\d)", line)
            yield line, int(announced[1]) if announced else 0


def test_every_command_has_worked_examples() -> None:
    assert {name for name in COMMANDS if name != "open"} <= set(examples())


@pytest.mark.slow
@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_a_worked_example_of_the_help_works(desk: Path, command: str, line: str) -> None:
    if command == "forms check":
        assert run("budgetxl forms create langfang-2028 --from langfang-2022 -o 表样", desk) == 0
    assert line.startswith(f"budgetxl {command}")
    assert run(line, desk) == 0


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_commands_of_a_document_work_one_after_the_other(desk: Path, document: str) -> None:
    lines = list(console_lines(written(document)))
    assert lines
    assert [(line, run(line, desk)) for line, _ in lines] == lines


def test_the_readme_shows_every_command() -> None:
    shown = "\n".join(line for line, _ in console_lines(written("README.md")))
    assert [name for name in COMMANDS if name != "open" and f"budgetxl {name} " not in shown + " "] in ([], ["forms"])


def test_the_readme_calls_nothing_missing_that_is_there() -> None:
    missing = written("README.md").split("## 还没有的")[1].split("## ")[0]
    assert set(re.findall(r"`([a-z]+)`", missing)) & set(COMMANDS) == set()
    page = "".join(subprocess.run([sys.executable, "-m", "budgetxl", name, "--help"], capture_output=True, text=True).stdout
                   for name in ("render", "check"))  # fmt: skip
    named = re.findall(r"`(?:render )?(--[a-z-]+)`", missing)
    assert [option for option in named if f"{option} " in page] == []


def test_the_commands_that_make_knows_stand_in_the_readme() -> None:
    targets = re.findall(r"^(demo|test):", written("Makefile"), re.MULTILINE)
    assert [f"make {target}" in written("README.md") for target in targets] == [True, True]


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in ("README.md", "docs/BUNDLES.md", "docs/FORMS.md", "docs/JSON.md", "benchmarks/README.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", written(document)):
            assert ((REPOSITORY / document).parent / target).exists(), (document, target)


# docs/try-in-office.md


def test_each_of_ten_steps_in_an_office_has_its_boxes() -> None:
    _, *steps = re.split(r"^## [一二三四五六七八九十]+、", written("docs/try-in-office.md"), flags=re.MULTILINE)
    assert len(steps) == 10
    for step in steps:
        seen = [line for line in step.split("\n## ")[0].splitlines() if line.startswith("- ")]
        assert seen and all(line.endswith("□ 看到　□ 没看到") for line in seen)


def test_the_steps_are_found_from_where_people_begin() -> None:
    assert all("(docs/try-in-office.md)" in written(document) for document in ("README.md", "CONTRIBUTING.md"))


def test_what_the_steps_name_is_in_the_workbook() -> None:
    text, form = written("docs/try-in-office.md"), load_form("hebei-2027")
    names = [name for name in re.findall(r"“([^“”]+)”", text) if name.startswith(("表", "项目", "绩效", "科目"))]
    sheets = [sheet.name.replace("{{ n }}", "1") for sheet in form.sheets]
    headers = {place.field.header[-1] for place in form.compiled.places.values()}
    assert len(names) > 5
    assert {name for name in names if not any(sheet.startswith(name) for sheet in sheets) and name not in headers} == set()


# docs/FORMS.md


@pytest.mark.parametrize("table", SCHEMA)
def test_every_key_of_a_form_is_explained(table: str) -> None:
    text = written("docs/FORMS.md")
    assert [key for key in SCHEMA[table] if f"`{key}`" not in text] == []


def toml_examples() -> list[str]:
    """The TOML examples of the documentation; whole forms begin with their id, all others are parts of one."""
    return re.findall(r"```toml\n(.*?)```", written("docs/FORMS.md"), re.DOTALL)


def documented_cover() -> str:
    return next(example for example in toml_examples() if example.startswith("id = "))


#: What the tables are that stand in a table by names of one's own.
INNER = {FIELD_RULES: "fieldrule", OVER: "overentry", LISTS: "list"}


def keys_in(spec: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The keys of a form's table and of all tables within it, each with the kind of its table."""
    for name, value in table.items():
        yield spec, name
        kind = SCHEMA[spec][name]
        if kind.endswith("*") or (kind == ROWS and isinstance(value, list)):
            for item in value:
                yield from keys_in("gridrow" if kind == ROWS else kind[:-1], item)
        elif kind in SCHEMA:
            yield from keys_in(kind, value)
        elif kind in INNER:
            for item in value.values():
                if isinstance(item, dict):
                    yield from keys_in(INNER[kind], item)


def test_every_key_of_a_form_has_an_example_that_is_run() -> None:
    whole = [each for each in toml_examples() if not each.startswith("[[sheets.blocks")]  # that is what forms show prints of one
    used = {key for example in whole for key in keys_in("form", tomllib.loads(example))}
    edits = {key: {key} & {name for _, name in used} for key in EDIT}  # the same for everything that has an id
    assert [key for key, found in edits.items() if not found] == []
    assert {(spec, key) for spec, keys in SCHEMA.items() for key in keys if key not in EDIT} - used == set()


def test_the_form_of_every_key_and_its_child_have_no_mistake(tmp_path: Path) -> None:
    for example in examples_of("每个键一例"):
        home = tmp_path / tomllib.loads(example)["id"]
        home.mkdir()
        (home / "form.toml").write_text(example, encoding="utf-8")
        assert list(check_form(str(home)).mistakes) == []
    child = load_form(tmp_path / "county-2028")
    assert [sheet.id for sheet in child.sheets] == ["cover", "equipment", "plan"]
    assert [rule.id for rule in child.rules] == ["PLAN-01", "PLAN-02", "EQ-04", "EQ-01", "EQ-02", "EQ-03"]


@pytest.mark.parametrize("example", [each for each in toml_examples() if each.startswith("[[sheets]]")])
def test_an_example_of_sheets_is_a_form_with_the_documented_cover(tmp_path: Path, example: str) -> None:
    home = tmp_path / "county-2028"
    home.mkdir()
    (home / "form.toml").write_text(documented_cover() + example, encoding="utf-8")
    assert list(check_form(str(home)).mistakes) == []


def list_examples() -> list[str]:
    return [each for each in toml_examples() if each.startswith("[lists]\n") and "codes = " in each]


def test_the_lists_of_the_documentation_do_what_it_says(tmp_path: Path) -> None:
    home = tmp_path / "county-2028"
    home.mkdir()
    (home / "subjects.csv").write_text("编码,名称\n201,甲\n", encoding="utf-8")
    lists, sheets = list_examples()[0].split("\n\n", 1)
    cover, _, more = documented_cover().partition("\n[[sheets]]")
    (home / "form.toml").write_text(f"{cover}\n{lists}\n\n[[sheets]]{more}\n{sheets}", encoding="utf-8")
    assert list(check_form(str(home)).mistakes) == []
    rule = load_form(home).rule("BUY-01")
    assert rule.message == "“{row.code}”不是2022年版采购品目的大类里的编码" and "lists.goods" in rule.check.text


def test_the_lines_of_the_documentation_change_the_edition(tmp_path: Path) -> None:
    home = tmp_path / "county"
    home.mkdir()
    (home / "form.toml").write_text(f'id = "county"\nextends = "langfang-2022"\nyear = 2023\n{list_examples()[1]}', encoding="utf-8")
    found = load_form(home).lists
    assert found["procurement_classes"] == load_form("hebei-2027").lists["procurement_classes"]
    assert {found[name].edition for name in ("procurement", "asset_codes")} == {"2022"}


def test_the_notice_of_the_documentation_is_one(tmp_path: Path) -> None:
    home = tmp_path / "county-2028"
    home.mkdir()
    fields = fields_of({"total": "money", "change": {"type": "money", "signed": True}})
    (home / "form.toml").write_text(documented_cover() + a_sheet("收入", a_block("income", "record", fields=fields)), encoding="utf-8")
    wordings = re.findall(r"```jinja\n(.*?)```", written("docs/FORMS.md"), re.DOTALL)
    wording = next(each for each in wordings if "{% extends" not in each)
    (home / "notice.md.j2").write_text(wording, encoding="utf-8")
    assert list(check_form(str(home)).mistakes) == []


def test_every_function_is_explained_with_whether_the_workbook_can_tell() -> None:
    rows = dict(re.findall(r"^\| `(\w+)\([^`]*\)` \|.*\| (实时|程序) \|$", written("docs/FORMS.md"), re.MULTILINE))
    assert rows == {name: "实时" if function.excel else "程序" for name, function in BUILTINS.items()}


def test_every_filter_is_explained() -> None:
    section = written("docs/FORMS.md").split("### 过滤器")[1]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(FILTERS)


def child_of_hebei(folder: Path, rules: str) -> Path:
    """A form with rules of its own, for others to inherit from."""
    home = folder / "documented"
    home.mkdir(exist_ok=True)
    (home / "form.toml").write_text('id = "documented"\nextends = "hebei"\nabstract = true\n', encoding="utf-8")
    (home / "rules.toml").write_text(rules, encoding="utf-8")
    return home


def own_rules(home: Path) -> list[str]:
    inherited = {rule.id for rule in load_form("hebei").rules}
    return [rule.id for rule in load_form(home).rules if rule.id not in inherited]


def test_the_rule_of_the_documentation_is_a_rule(tmp_path: Path) -> None:
    rule = re.search(r"```toml\n(\[\[rules\]\].*?)```", written("docs/FORMS.md"), re.DOTALL)
    assert rule is not None
    assert own_rules(child_of_hebei(tmp_path, rule[1])) == [tomllib.loads(rule[1])["rules"][0]["id"]]


def examples_of(section: str) -> list[str]:
    """The TOML examples of a section of docs/FORMS.md."""
    return re.findall(r"```toml\n(.*?)```", written("docs/FORMS.md").split(f"\n## {section}\n")[1].split("\n## ")[0], re.DOTALL)


def on_a_cover(folder: Path, example: str) -> Form:
    """The form that an example makes on the cover of the documentation."""
    cover = next(each for each in examples_of("必须有的栏目") if each.startswith("id"))
    head, _, sheets = cover.partition("\n[[sheets]]")
    lists, _, own = example.partition("[[sheets]]")
    home = folder / f"form{len(list(folder.iterdir()))}"
    home.mkdir()
    (home / "form.toml").write_text(f"{head}\n{lists}\n[[sheets]]{sheets}\n[[sheets]]{own}", encoding="utf-8")
    return load_form(home)


def test_what_is_said_once_gives_what_the_documentation_says(tmp_path: Path) -> None:
    over, like, rule, rows = (on_a_cover(tmp_path, example) for example in examples_of("同样的事只写一次"))
    assert [(each.id, each.severity) for each in over.rules] == [("BUD-31", "error"), ("BUD-32", "error"), ("BUD-33", "error"), ("BUD-34", "warning")]
    assert over.rule("BUD-32").message.startswith("政府性基金支出表里")
    share = like.compiled.places["second", "share"].field.formula
    assert share is not None and share.text == "share(row.amount, second_total.amount)"
    assert [(each.id, each.check.text, each.hint) for each in rule.rules] == [
        ("BUD-02", "items_total.amount == sum(items.amount)", ""),
        ("BUD-01", "income.total == income.grant + income.other", "合计有公式，不必手填"),
    ]
    assert {path[1] for path in rows.compiled.places if path[0] == "classes"} == {"class_201", "class_202", "total"}


def test_a_total_row_of_the_documentation_follows_its_columns(tmp_path: Path) -> None:
    form = on_a_cover(tmp_path, examples_of("块 `[[sheets.blocks]]`")[0])
    given = {path[1]: place.field.formula for path, place in form.compiled.places.items() if path[0] == "spending_total"}
    assert {name: formula.text for name, formula in given.items() if formula} == {
        "amount": "sum(spending.amount)", "last": "sum(spending.last)", "staff": "sum(spending.staff)",
        "growth": "growth(spending_total.amount, spending_total.last)", "average": "spending_total.amount / spending_total.staff",
    }  # fmt: skip


def test_the_cover_of_the_documentation_is_all_that_a_form_must_have(tmp_path: Path) -> None:
    cover = re.search(r"```toml\n(id = .*?)```", written("docs/FORMS.md").split("## 必须有的栏目")[1], re.DOTALL)
    assert cover is not None
    (tmp_path / "form.toml").write_text(cover[1], encoding="utf-8")
    assert load_form(tmp_path).block("unit").id == "unit"


def test_the_keys_that_the_documentation_says_a_rule_needs_are_enough(tmp_path: Path) -> None:
    needed = re.search(r"新写一条规则，(.*?)四个键必须有", written("docs/FORMS.md"))
    assert needed is not None
    keys = re.findall(r"`(\w+)`", needed[1])
    values = {"id": "X-01", "severity": "error", "check": "unit.name == unit.code", "message": "不同"}
    for left_out in ("", *keys):
        home = child_of_hebei(tmp_path, "[[rules]]\n" + "".join(f'{key} = "{values[key]}"\n' for key in keys if key != left_out))
        if left_out:
            with pytest.raises(FormError, match=left_out):
                load_form(home)
        else:
            assert own_rules(home) == ["X-01"]


def test_what_the_documentation_quotes_of_a_form_that_is_shown_is_there() -> None:
    quoted = re.search(r"`budgetxl forms show ([a-z0-9-]+)` 里.*?```toml\n(.*?)```", written("docs/FORMS.md"), re.DOTALL)
    assert quoted is not None
    assert quoted[2] in form_text(quoted[1])


# docs/JSON.md


def json_examples() -> list[Any]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", written("docs/JSON.md"), re.DOTALL)]


def test_the_data_of_the_documentation_can_be_filled_in() -> None:
    given = json_examples()[0]
    assert fill(load_form(given["form"]), given["data"], given["year"])


def keys_of(value: Any) -> Any:
    """The shape of a JSON value: the keys of its objects, and the shape of a list's first item."""
    if isinstance(value, dict):
        return {key: keys_of(each) for key, each in value.items()}
    return [keys_of(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_the_documented_result_of_a_check_has_the_keys_of_a_real_one(tmp_path: Path) -> None:
    form = a_form(tmp_path, record("x", a="money", b="money"), a_rule("X-01", "x.a == x.b"))
    result = filled(form, {"unit": {"name": "某单位"}, "x": {"a": "1", "b": "2"}})
    correction = {"cell": "", "text": "", "read_as": ""}
    real = {**as_json("a.xlsx", result, check_result(result)), "corrections": [correction], "verdicts": {}, "reasons": {}}
    example = json_examples()[1]["files"][0]
    documented = example | {"verdicts": {}, "reasons": {}}
    assert keys_of(real) == keys_of(documented)
    assert {rule: each["state"] for rule, each in example["reasons"].items()} == {
        rule: word for rule, word in example["verdicts"].items() if word in ("未填", "不适用")
    }


# docs/GLOSSARY.md


def glossary() -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", written("docs/GLOSSARY.md"), re.MULTILINE)


def test_a_concept_stands_in_the_glossary_once() -> None:
    assert sorted(glossary()) == sorted(set(glossary()))


def test_every_part_of_the_parent_form_stands_in_the_glossary() -> None:
    form = load_form("hebei")
    found = {block.id for _, block in form.blocks()}
    for _, block in form.blocks():
        for part in ("fields", "columns", "rows", "totals"):
            items = getattr(block, part, ())
            found |= {item.id for item in items} if not isinstance(items, int) else set()
    assert sorted(found - set(glossary()) - PLAIN) == []


def test_what_the_documentation_says_of_removing_is_so(tmp_path: Path) -> None:
    """The sentence of ``forms check`` that it quotes, and the wording that it says is blank, of the form that it names."""
    quoted = re.search(r"“(随字段删去的规则：[^”]*)”", written("docs/FORMS.md"))
    wording = re.search(r"`(\{% if income\.carried_forward is filled %\})` 不成立", written("docs/FORMS.md"))
    assert quoted is not None and wording is not None
    home = tmp_path / "county"
    home.mkdir()
    fields = '{ id = "carried_forward", remove = true }, { id = "total", formula = "sum(income.general_public_budget, income.other)" }'
    removed = f'[[sheets.blocks]]\nid = "income"\nfields = [{fields}]\n'
    sheet = next(sheet.id for sheet, block in load_form("langfang-2022").blocks() if block.id == "income")
    (home / "form.toml").write_text(f'id = "county"\nextends = "langfang-2022"\n[[sheets]]\nid = "{sheet}"\n{removed}', encoding="utf-8")
    found = check_form(str(home))
    assert found.mistakes == ()
    assert quoted[1] in f"随字段删去的规则：{found.dropped[0].short}"
    assert wording[1] in written("templates/hebei/notice.md.j2").replace("{%- ", "{% ")


def test_the_patterns_of_the_documentation_are_refused_and_taken_as_it_says() -> None:
    text = written("docs/FORMS.md")
    patterns = re.findall(r"`([^`]*[0-9][^`]*[+*])`", text.split("正则式里不能有分不清的重复")[1].split("## ")[0])
    assert [bool(pattern_problem(pattern)) for pattern in patterns] == [True, False, False]
    assert f"超过 {LONGEST_TEXT} 个字符的文字不匹配" in text


def test_the_bounds_of_wording_are_those_of_the_documentation() -> None:
    text = written("docs/FORMS.md")
    assert f"{bounds.MOST_STEPS // 10_000} 万步" in text
    assert f"{bounds.MOST_CHARACTERS // 10_000} 万个字符" in text
    assert f"`range` 最多 {bounds.MOST_RANGE // 10_000} 万个数" in text
