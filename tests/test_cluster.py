"""Beyond one machine: a real scheduler of Dask's distributed with two worker processes does what one process does, one of them killed or not."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from collect_workers import KILLER, killed_by_a_file
from collecting import TODAY, book, found, the_form
from test_cli import Call, call

from budgetxl.bureau import Unit
from budgetxl.bureau.collect import Way, collect
from budgetxl.cli.app import OK, WRONG_USAGE
from budgetxl.cli.common import Failure
from budgetxl.cli.running.cluster import _ready, cluster_at, program_digest
from budgetxl.forms import Form
from budgetxl.verbs import SourceFile
from budgetxl.verbs.notices import NoticeTask, made_notice

__all__ = ["call"]  # a fixture

UNITS = [Unit(f"60{number:04}", f"单位{number}") for number in range(24)]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    return the_form(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def books(form: Form) -> list[bytes]:
    return [book(form, unit.code, unit.name, a=str(number + 1)) for number, unit in enumerate(UNITS)]


def test_without_the_library_or_a_scheduler_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Failure, match=r"pip install 'budgetxl\[cluster\]'"), cluster_at("tcp://127.0.0.1:1"):
        pass


def test_jobs_and_a_cluster_are_not_asked_for_together(call: Call) -> None:
    Path("收件").mkdir()
    Path("名册.csv").write_text("单位编码,单位名称\n601001,甲局\n", encoding="utf-8")
    ended = call("collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1")
    assert (ended.code, "--cluster" in ended.err) == (WRONG_USAGE, True)


def test_a_checksum_of_the_program_follows_the_contents_of_its_files(form: Form, tmp_path: Path) -> None:
    assert program_digest() == program_digest()
    assert program_digest(str(form.folders[0])) != program_digest()
    assert program_digest(str(tmp_path / "none")) == ""


class Answering:
    """A client of a scheduler whose workers answer as a test says."""

    def __init__(self, answers: dict[str, str] | Exception, threads: int = 1) -> None:
        self.answers, self.threads = answers, threads

    def wait_for_workers(self, count: int, timeout: float) -> None:
        if isinstance(self.answers, TimeoutError):
            raise self.answers

    def run(self, function: Any, form: str | None) -> dict[str, str]:
        if isinstance(self.answers, Exception):
            raise self.answers
        return self.answers

    def nthreads(self) -> dict[str, int]:
        assert isinstance(self.answers, dict)
        return dict.fromkeys(self.answers, self.threads)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (TimeoutError(), "没有工作进程"),
        (ModuleNotFoundError("No module named 'budgetxl'"), "不能运行 budgetxl"),
        ({"tcp://a": "another"}, "的 budgetxl 或表样与这里的不同（tcp://a）"),
        ({"tcp://a": ""}, "没有表样"),
    ],
)
def test_workers_that_cannot_do_the_work_are_refused_before_anything_is_sent(answers: Any, said: str) -> None:
    with pytest.raises(Failure, match=re.escape(said)):
        _ready(Answering(answers), "tcp://scheduler", "form")


def test_even_a_single_worker_of_a_cluster_does_the_work_itself() -> None:
    assert _ready(Answering({"tcp://a": program_digest()}), "tcp://scheduler", None) > 1
    assert _ready(Answering({"tcp://a": program_digest(), "tcp://b": program_digest()}, threads=4), "tcp://scheduler", None) == 8


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and two worker processes of one thread each, each with a nanny that begins it anew."""
    import dask
    import distributed

    settings = {"distributed.scheduler.allowed-failures": 1, "distributed.worker.daemon": True}
    with dask.config.set(settings), distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


@pytest.mark.slow
@pytest.mark.cluster
class TestOnACluster:
    def test_a_scheduler_that_is_not_there_is_said_with_its_address(self) -> None:
        with pytest.raises(Failure, match=re.escape("连不上集群 tcp://127.0.0.1:1")), cluster_at("tcp://127.0.0.1:1"):
            pass

    def test_it_gives_what_one_process_gives(self, cluster: Any, form: Form, books: list[bytes]) -> None:
        alone = collect(self.files(books), UNITS, TODAY, self.way(form))
        with cluster_at(cluster.scheduler_address, str(form.folders[0])) as pool:
            assert pool.jobs == 2
            assert collect(self.files(books), UNITS, TODAY, self.way(form, pool=pool)) == alone

    def test_a_worker_that_is_killed_in_the_middle_loses_no_file(self, cluster: Any, form: Form, books: list[bytes]) -> None:
        alone = collect(self.files(books), UNITS, TODAY, self.way(form))
        killed: list[int] = []

        def progress(number: int, name: str) -> None:
            if number == 10 and not killed:
                killed.append(next(iter(self.processes(cluster))))
                os.kill(killed[0], signal.SIGKILL)

        with cluster_at(cluster.scheduler_address, str(form.folders[0])) as pool:
            together = collect(self.files(books), UNITS, TODAY, self.way(form, pool=pool, progress=progress))
        assert killed and together == alone

    def test_a_file_over_which_workers_die_is_lost_alone(self, cluster: Any, form: Form, books: list[bytes]) -> None:
        files = [*self.files(books)[:6], found(f"{KILLER}.xlsx", books[6]), *self.files(books)[7:]]
        with cluster_at(cluster.scheduler_address, str(form.folders[0])) as pool:
            collection = collect(files, UNITS, TODAY, self.way(form, pool=pool, work=killed_by_a_file)).collection
        assert [one.state for one in collection.units] == ["通过"] * 6 + ["未报"] + ["通过"] * (len(UNITS) - 7)
        assert [(one.file, one.state) for one in collection.others] == [(f"{KILLER}.xlsx", "无法读取")]

    def test_the_command_takes_its_address(self, cluster: Any, form: Form, books: list[bytes], call: Call) -> None:
        Path("收件").mkdir()
        Path("form").symlink_to(form.folders[0])
        for unit, data in zip(UNITS, books):
            (Path("收件") / f"{unit.code}.xlsx").write_bytes(data)
        Path("名册.csv").write_text("单位编码,单位名称\n" + "".join(f"{unit.code},{unit.name}\n" for unit in UNITS), encoding="utf-8")
        ended = call("collect", "收件", "--roster", "名册.csv", "-o", "汇总.xlsx", "--cluster", cluster.scheduler_address, "--form", "form", "--json")
        assert (ended.code, {unit["state"] for unit in ended.json["units"]}) == (OK, {"通过"})

    def test_a_notice_made_there_is_the_one_made_here(self, cluster: Any, form: Form, books: list[bytes]) -> None:
        (form.folders[0] / "notice.md.j2").write_text("#= {{ unit.name }}说明\n\n共{{ x.total | money }}万元。\n", encoding="utf-8")
        task = NoticeTask((SourceFile("a.xlsx", books[0]),), "docx", form=str(form.folders[0]))
        with cluster_at(cluster.scheduler_address, str(form.folders[0])) as pool:
            assert pool.start(1).submit(made_notice, task).result(60) == made_notice(task)

    def test_workbooks_made_there_are_those_made_here(self, cluster: Any, form: Form, call: Call) -> None:
        Path("form").symlink_to(form.folders[0])
        Path("名册.csv").write_text("单位编码,单位名称\n601001,甲局\n601002,乙局\n", encoding="utf-8")
        assert call("distribute", "名册.csv", "--form", "form", "-o", "那里", "--cluster", cluster.scheduler_address).code == OK
        assert call("distribute", "名册.csv", "--form", "form", "-o", "这里", "--jobs", "1").code == OK
        for path in Path("这里").glob("6*.xlsx"):
            assert (Path("那里") / path.name).read_bytes() == path.read_bytes()

    def files(self, books: list[bytes]) -> list[Any]:
        return [found(f"{number}.xlsx", data) for number, data in enumerate(books)]

    def way(self, form: Form, **more: Any) -> Way:
        return Way(str(form.folders[0]), **more)

    def processes(self, cluster: Any) -> list[int]:
        """The process numbers of its workers."""
        return [worker.pid for worker in cluster.workers.values() if worker.pid]
