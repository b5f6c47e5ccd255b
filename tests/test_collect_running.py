"""A hostile file and a killed worker cost only themselves; what was read before is not read again, and is never trusted."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from collect_workers import KILLER, doubled, killed_by_a_file
from collecting import TODAY, book, found, the_form, zipped
from hostile import Repeated, write_zip

from budgetxl.bureau import Read, Unit
from budgetxl.bureau.collect import Found, Pool, Way, collect, key_of
from budgetxl.bureau.collect.packed import Packed, pack
from budgetxl.bureau.collect.reading import Piece, Task, read_task
from budgetxl.bureau.collect.sending import Sent, received, sent
from budgetxl.bureau.running import each_done
from budgetxl.cli.collecting import KeptReads, pool_of
from budgetxl.forms import Form
from budgetxl.values import Address, Finding
from budgetxl.xlsx import UnreadableFile

UNITS = [Unit(f"60{number:04}", f"单位{number}") for number in range(12)]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def books(form: Form) -> list[bytes]:
    return [book(form, unit.code, unit.name, a=str(number + 1)) for number, unit in enumerate(UNITS)]


def files_of(books: list[bytes]) -> list[Found]:
    return [found(f"{number}.xlsx", data) for number, data in enumerate(books)]


def way(form: Form, **more: Any) -> Way:
    return Way(str(form.folders[0]), **more)


# ── workers


@POSIX
def test_a_worker_that_is_killed_costs_the_task_that_kills_it() -> None:
    tasks = [f"{number}" for number in range(30)]
    tasks[7], tasks[8], tasks[25] = "kill1", "kill2", "kill3"
    done = dict(each_done(tasks, doubled, pool_of(2, len(tasks))))
    assert done == {task: None if task.startswith("kill") else task * 2 for task in tasks}


@POSIX
def test_a_task_that_never_ends_is_lost_alone() -> None:
    tasks = [f"{number}" for number in range(12)]
    tasks[5] = "hang"
    pool = pool_of(2, len(tasks))
    assert pool is not None
    done = dict(each_done(tasks, doubled, replace(pool, patience=3.0)))
    assert done == {task: None if task == "hang" else task * 2 for task in tasks}


def test_tasks_are_asked_for_as_there_is_room() -> None:
    asked: list[int] = []

    def tasks() -> Any:
        for number in range(50):
            asked.append(number)
            yield number

    work = each_done(tasks(), abs, Pool(2, ThreadPoolExecutor))
    next(work)
    assert len(asked) <= 6
    assert sum(1 for _ in work) == 49


def test_two_processes_give_what_one_gives(form: Form, books: list[bytes]) -> None:
    alone = collect(files_of(books), UNITS, TODAY, way(form))
    together = collect(files_of(books), UNITS, TODAY, way(form, pool=pool_of(2, len(books))))
    assert together == alone
    assert [one.state for one in alone.collection.units] == ["通过"] * len(UNITS)


@POSIX
def test_a_killed_worker_costs_no_other_file(form: Form, books: list[bytes]) -> None:
    files = [*files_of(books[:6]), found(f"{KILLER}.xlsx", books[6]), *files_of(books)[7:]]
    collection = collect(files, UNITS, TODAY, way(form, pool=pool_of(2, len(files)), work=killed_by_a_file)).collection
    assert [one.state for one in collection.units] == ["通过"] * 6 + ["未报"] + ["通过"] * 5
    assert [(one.file, one.state, "中途停止" in one.reason) for one in collection.others] == [(f"{KILLER}.xlsx", "无法读取", True)]


@POSIX
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, time\nfrom collect_workers import doubled\nfrom budgetxl.cli.collecting import pool_of\n"
        "if __name__ == '__main__':\n    executor = pool_of(2, 9).start(1)\n    executor.submit(doubled, 'a').result()\n"
        "    print(*executor._processes, flush=True)\n    time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ":".join(sys.path)}) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 20
    while _is_running(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(worker)


def test_who_stops_asking_waits_for_no_worker() -> None:
    killed: list[bool] = []
    running = each_done(iter("abcdef"), str.upper, Pool(2, ThreadPoolExecutor, lambda: killed.append(True)))
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert killed == [True]


def _is_running(process: int) -> bool:
    try:
        return " Z" not in Path(f"/proc/{process}/stat").read_text()[:60] if Path("/proc").is_dir() else False
    except OSError:
        return False


def test_one_job_needs_no_worker_and_few_files_do_not_either() -> None:
    assert pool_of(1, 100) is None and pool_of(None, 3) is None
    asked = pool_of(5, 1)
    assert asked is not None and asked.jobs == 5


# ── what costs only itself


def bomb() -> bytes:
    return zipped({"xl/workbook.xml": b"<a>" * 10})


def test_hostile_files_cost_only_themselves(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    huge = tmp_path / "huge.xlsx"
    write_zip(huge, [("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", Repeated(b"<workbook>", b"<a b='c'/>" * 1000, 40_000, b"</workbook>"))])
    many = zipped({f"{number}.txt": b"" for number in range(2_001)})

    def gone() -> bytes:
        raise UnreadableFile("denied")

    files = [
        *files_of(books[:2]), found("huge.xlsx", huge.read_bytes()), found("huge.zip", zipped({"a.xlsx": huge.read_bytes()})), found("many.zip", many),
        found("bomb.xlsx", bomb()), found("noise.xlsx", bytes(range(256)) * 50), Found("gone.xlsx", gone), found("half.xlsx", books[2][:5000]),
    ]  # fmt: skip
    collection = collect(files, UNITS[:3], TODAY, way(form)).collection
    assert [one.state for one in collection.units] == ["通过", "通过", "未报"]
    assert {one.file: one.state for one in collection.others} == dict.fromkeys(
        ["huge.xlsx", "huge.zip/a.xlsx", "many.zip", "bomb.xlsx", "noise.xlsx", "gone.xlsx", "half.xlsx"], "无法读取"
    )


def test_an_archive_of_zeros_is_bounded_with_all_archives_in_it(form: Form) -> None:
    def packed(files: dict[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return buffer.getvalue()

    inner = packed({f"{number}.bin": bytes(40 << 20) for number in range(3)})
    outer = packed({f"{number}.zip": inner for number in range(4)})
    others = collect([found("a.zip", outer)], UNITS[:1], TODAY, way(form)).collection.others
    assert ("a.zip/2.zip", "无法读取") in [(one.file, one.state) for one in others]
    assert any("256 MB" in one.reason for one in others)


def test_a_zip_that_holds_itself_ends(form: Form) -> None:
    data = zipped({"a.xlsx": b"x"})
    for _ in range(6):
        data = zipped({"in.zip": data})
    (other,) = collect([found("a.zip", data)], UNITS[:1], TODAY, way(form)).collection.others
    assert (other.state, other.file.count("in.zip")) == ("未处理", 3)


def test_a_fault_of_the_program_costs_the_file(monkeypatch: pytest.MonkeyPatch, form: Form, books: list[bytes]) -> None:
    from budgetxl.bureau.collect import reading

    judged = reading.review

    def failing(result: Any) -> Any:
        if result.submission.text("unit", "code") == "600001":
            raise ZeroDivisionError("boom")
        return judged(result)

    monkeypatch.setattr(reading, "review", failing)
    collection = collect(files_of(books[:3]), UNITS[:3], TODAY, way(form)).collection
    assert [one.state for one in collection.units] == ["通过", "未报", "通过"]
    assert "ZeroDivisionError：boom" in collection.others[0].reason


# ── what a worker sends


def test_what_was_sent_is_received(books: list[bytes], form: Form) -> None:
    one = received(read_task(Task((Piece("a.xlsx", books[0]),), str(form.folders[0]))))
    again = received(sent(one))
    assert again == one
    assert (dict(again.data), dict(again.figures), dict(again.places)) == (dict(one.data), dict(one.figures), dict(one.places))
    assert one.data["x"]["a"] == "1" and one.places["x.a"] == "收支!B4"


def test_findings_within_findings_survive_the_way() -> None:
    below = Finding("X-02", "warning", "“乙”", (Address("表1", 2, 3),), "1", "2", "改", "已核实")
    findings = (Finding("X-01", "error", "甲\ud800\n", (Address("表'1", 1, 1), Address("表2", 9, 28)), caused=(below, below)), below)
    assert received(sent(Read(("a.xlsx",), "0", findings=findings))).findings == findings


def test_what_is_sent_is_small() -> None:
    data = (Path(__file__).parent.parent / "sample_workbooks" / "hebei-2027-demo.xlsx").read_bytes()
    head, body, _ = read_task(Task((Piece("a.xlsx", data),)))
    assert len(head) + len(body) < 60_000


def test_packed_data_is_a_mapping() -> None:
    packed = Packed(pack({"data": {"a": {"b": "1"}, "c": None}}), "data")
    assert (dict(packed), len(packed), packed.get("z"), packed == {"a": {"b": "1"}, "c": None}) == ({"a": {"b": "1"}, "c": None}, 2, None, True)


# ── the cache


class Run:
    """One run of ``collect`` with the cache beside a summary."""

    def __init__(self, summary: Path, form: Form, files: list[Found], key: str = "k") -> None:
        kept = KeptReads(str(summary))
        self.collected = collect(files, UNITS, TODAY, way(form, store=kept, key=key))
        kept.close(whole=True)
        self.fresh, self.known = self.collected.fresh, self.collected.known


def test_a_second_run_reads_only_what_changed(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    summary = tmp_path / "汇总.xlsx"
    first = Run(summary, form, files_of(books))
    second = Run(summary, form, files_of(books))
    changed = [*books[:11], book(form, UNITS[11].code, UNITS[11].name, a="99")]
    third = Run(summary, form, files_of(changed))
    assert [(run.fresh, run.known) for run in (first, second, third)] == [(12, 0), (0, 12), (1, 11)]
    assert second.collected.collection == first.collected.collection
    assert third.collected.collection.totals.sums["x.a"] == first.collected.collection.totals.sums["x.a"] - 12 + 99


def test_a_file_that_was_renamed_is_known_and_told_by_its_new_name(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    Run(tmp_path / "a.xlsx", form, files_of(books))
    again = Run(tmp_path / "a.xlsx", form, [found("新/名.xlsx", books[0]), *files_of(books)[1:]])
    assert again.fresh == 0
    assert again.collected.collection.units[0].counting is not None and again.collected.collection.units[0].counting.files == ("新/名.xlsx",)


def test_parts_and_files_that_cant_be_read_are_known_too(tmp_path: Path, form: Form) -> None:
    unit = UNITS[0]
    files = [found(f"{part}.xlsx", book(form, unit.code, unit.name, part=part, a="1")) for part in ("budget", "goods")] + [found("x.xlsx", b"PK\3\4")]
    first, second = Run(tmp_path / "a.xlsx", form, files), Run(tmp_path / "a.xlsx", form, files)
    assert second.fresh == 0
    assert second.collected.collection == first.collected.collection


def test_another_program_or_form_reads_everything(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    Run(tmp_path / "a.xlsx", form, files_of(books))
    assert Run(tmp_path / "a.xlsx", form, files_of(books), key="other").fresh == 12


def test_the_key_is_of_everything_that_a_form_says(tmp_path: Path) -> None:
    one = the_form(tmp_path)
    before = key_of(str(one.folders[0]))
    rules = one.folders[0] / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("太大", "太多"), encoding="utf-8")
    assert key_of(str(one.folders[0])) != before


@pytest.mark.parametrize("data", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_spoilt_cache_is_begun_anew(tmp_path: Path, form: Form, books: list[bytes], data: bytes) -> None:
    summary = tmp_path / "a.xlsx"
    KeptReads(str(summary)).path.write_bytes(data)
    assert [Run(summary, form, files_of(books)).fresh for _ in range(2)] == [12, 0]


def test_a_cache_cut_in_the_middle_costs_only_time(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    summary = tmp_path / "a.xlsx"
    first = Run(summary, form, files_of(books))
    path = tmp_path / "a.xlsx.budgetxl-cache"
    whole = path.read_bytes()
    for cut in (100, 5000, len(whole) // 2, len(whole) - 4096):
        path.write_bytes(whole[:cut])
        assert Run(summary, form, files_of(books)).collected.collection == first.collected.collection


def test_a_row_that_somebody_changed_is_read_anew(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    summary = tmp_path / "a.xlsx"
    first = Run(summary, form, files_of(books))
    with sqlite3.connect(tmp_path / "a.xlsx.budgetxl-cache") as opened:
        opened.execute("update reads set head = cast(replace(cast(head as text), '通过', 'x') || ' ' as blob)")
    again = Run(summary, form, files_of(books))
    assert (again.fresh, again.collected.collection) == (12, first.collected.collection)


def test_a_row_that_is_sealed_and_makes_no_sense_is_read_anew(form: Form, books: list[bytes]) -> None:
    good = read_task(Task((Piece("a.xlsx", books[0]),), str(form.folders[0])))
    told = json.loads(good.head)
    spoilt = [
        Sent(b"{}", b""), Sent(b"[1]", b""), Sent(b"\xff", b""), Sent(good.head, b"no zlib"), Sent(good.head, zlib.compress(b"[]")),
        Sent(json.dumps({**told, "findings": [1]}).encode(), good.body), Sent(json.dumps({**told, "digest": "0"}).encode(), good.body),
        Sent(json.dumps({**told, "sheets": {"a": ["a", "", "x", "y"]}}).encode(), good.body),
    ]  # fmt: skip
    for one in spoilt:

        class Store:
            def get(self, key: str, one: Sent = one) -> Sent:
                return one

            def put(self, key: str, one: Sent) -> None: ...

        collected = collect([found("a.xlsx", books[0])], UNITS[:1], TODAY, way(form, store=Store()))
        assert (collected.fresh, [one.state for one in collected.collection.units]) == (1, ["通过"])


def test_where_no_cache_can_be_written_everything_is_read(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    assert Run(tmp_path / "not there" / "a.xlsx", form, files_of(books[:2])).fresh == 2


def test_what_a_run_did_not_ask_for_is_forgotten(tmp_path: Path, form: Form, books: list[bytes]) -> None:
    for several in (books, books[:3]):
        Run(tmp_path / "a.xlsx", form, files_of(several))
    with sqlite3.connect(tmp_path / "a.xlsx.budgetxl-cache") as opened:
        assert opened.execute("select count(*) from reads").fetchone() == (3,)


def test_a_lost_file_is_tried_again(tmp_path: Path, form: Form) -> None:
    kept = KeptReads(str(tmp_path / "a.xlsx"))
    lost = sent(Read(("a.xlsx",), "0", error="没有内存"), lasting=False)
    runs = [collect([found("a.xlsx", b"PK\3\4")], UNITS[:1], date(2022, 1, 1), way(form, store=kept, work=lambda task: lost)).fresh for _ in range(2)]
    assert runs == [1, 1]
