"""``budgetxl desk`` under attack: nobody but its own page is answered, by no path, and nobody stops it. Real sockets, no browser."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from served import Client, Clock, Got, got, serving, until

from budgetxl.cli.app import run
from budgetxl.cli.running import pool_for_many
from budgetxl.desk import Answer, Desk, GivenFile
from budgetxl.desk.model import Tell
from budgetxl.desk.server import DeskServer, Life
from budgetxl.verbs import new_workbook

REPOSITORY = Path(__file__).parent.parent
SAMPLES = sorted((REPOSITORY / "sample_workbooks").glob("*.xlsx"))
SAMPLE = min(SAMPLES, key=lambda path: path.stat().st_size)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    """One server for all attacks that should leave no trace on it."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "甲.xlsx").write_bytes(SAMPLE.read_bytes())
    with serving(folder) as server:
        Client(server).enter()
        yield server


@pytest.fixture
def client(shared: DeskServer) -> Client:
    return Client(shared, f"{shared.door.cookie}={shared.door.secret}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two workbooks of one sample, one of them in a folder below."""
    (tmp_path / "报来的" / "下面").mkdir(parents=True)
    for name in ("甲.xlsx", "下面/乙.xlsx"):
        (tmp_path / "报来的" / name).write_bytes(SAMPLE.read_bytes())
    return tmp_path / "报来的"


@pytest.fixture
def own(folder: Path) -> Iterator[Client]:
    """A client whose page is open, of a server for ``folder``."""
    with serving(folder) as server:
        client = Client(server)
        client.enter()
        yield client


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestTheDoor:
    def test_lets_our_page_in(self, client: Client) -> None:
        page = client.ask("GET", "/")
        assert (page.status, "预算公开工作台" in page.text) == (200, True)
        assert client.call("about")["value"]["forms"]

    def test_is_on_this_machine_only(self, shared: DeskServer) -> None:
        assert shared.socket.getsockname()[0] == "127.0.0.1"

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}.", "[::1]:{port}", ""])
    def test_refuses_a_name_that_was_rebound_to_this_machine(self, client: Client, host: str) -> None:
        for path in ("/", "/open/x", "/take/x"):
            assert client.ask("GET", path, drop=["Host"], more=[f"Host: {host.format(port=client.port)}"]).status == 421
        assert client.ask("POST", "/call", b"{}", drop=["Host"], more=[f"Host: {host.format(port=client.port)}"]).status == 421

    def test_refuses_two_hosts_and_none(self, client: Client) -> None:
        assert client.ask("GET", "/", more=["Host: evil.example"]).status == 421
        assert client.ask("GET", "/", more=[f"Host: {client.host}"]).status == 421
        assert client.ask("GET", "/", drop=["Host"]).status == 421
        assert client.ask("GET", "/", drop=["Host"], more=[f"Host: {client.host}\r\n .evil.example"]).status == 421

    def test_refuses_an_address_in_place_of_a_path(self, client: Client) -> None:
        assert client.ask("GET", f"http://{client.host}/").status == 404
        assert client.ask("GET", "http://evil.example/").status == 404

    @pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "http://localhost:{port}", "https://127.0.0.1:{port}", "null", ""])
    def test_refuses_a_foreign_origin(self, client: Client, origin: str) -> None:
        line = f"Origin: {origin.format(port=client.port)}"
        assert client.ask("POST", "/call", b'{"name":"about"}', drop=["Origin"], more=[line]).status == 403
        assert client.ask("GET", "/", more=[line]).status == 403

    def test_wants_an_origin_of_every_post_and_only_one(self, client: Client) -> None:
        assert client.ask("POST", "/alive", drop=["Origin"]).status == 403
        assert client.ask("POST", "/alive", more=[f"Origin: {client.server.door.origin}"]).status == 403

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "other"])
    def test_refuses_a_request_that_another_site_has_begun(self, client: Client, site: str) -> None:
        line = f"Sec-Fetch-Site: {site}"
        assert client.ask("POST", "/alive", drop=["Sec-Fetch-Site"], more=[line]).status == 403
        assert client.ask("GET", "/", drop=["Sec-Fetch-Site"], more=[line]).status == (200 if site == "none" else 403)
        assert client.ask("GET", f"/take/{'a' * 43}", drop=["Sec-Fetch-Site"], more=[line]).status == 403

    @pytest.mark.parametrize("destination", ["iframe", "frame", "embed", "object", "script", "image"])
    def test_is_no_part_of_another_page(self, client: Client, destination: str) -> None:
        assert client.ask("GET", "/", more=[f"Sec-Fetch-Dest: {destination}"]).status == 403
        assert client.ask("GET", "/", more=["Sec-Fetch-Dest: document"]).status == 200

    def test_refuses_a_post_without_the_header_of_our_page(self, client: Client) -> None:
        for path in ("/file", "/call", "/alive", "/end"):
            assert client.ask("POST", path, drop=["X-Budgetxl"]).status == 403
            assert client.ask("POST", path, drop=["X-Budgetxl"], more=["X-Budgetxl: 2"]).status == 403
        assert not client.server.life.ended

    @pytest.mark.parametrize("method", ["GET", "POST"])
    @pytest.mark.parametrize("path", ["/", "/file", "/call", "/alive", "/end", "/take/" + "a" * 43])
    def test_tells_nothing_to_who_has_no_cookie(self, client: Client, method: str, path: str) -> None:
        found = client.ask(method, path, drop=["Cookie"])
        assert found.status in (403, 404)
        assert "预算公开工作台" not in found.text
        assert "set-cookie" not in found.headers

    def test_takes_no_cookie_of_another_port_or_name(self, client: Client) -> None:
        secret = client.server.door.secret
        for cookie in (f"budgetxl-1={secret}", f"budgetxl={secret}", secret, f"{client.server.door.cookie}=", f"{client.server.door.cookie}={secret[:-1]}", f"x{client.cookie}"):
            assert client.ask("GET", "/", drop=["Cookie"], more=[f"Cookie: {cookie}"]).status == 403

    def test_finds_its_cookie_among_those_of_other_programs(self, client: Client) -> None:
        assert client.ask("GET", "/", drop=["Cookie"], more=[f"Cookie: a=1; budgetxl-1=x; {client.server.door.cookie}=planted; {client.cookie}"]).status == 200


class TestTheToken:
    def test_becomes_a_cookie_of_this_port_that_no_script_reads_and_no_other_site_sends(self, own: Client) -> None:
        with serving(Path(__file__).parent) as server:
            found = Client(server).enter()
            assert (found.status, found.headers["location"]) == (303, "/")
            name, *about = found.headers["set-cookie"].split("; ")
            assert name.startswith(f"budgetxl-{server.server_address[1]}=")
            assert sorted(about) == ["HttpOnly", "Path=/", "SameSite=Strict"]

    def test_is_good_for_once(self, folder: Path) -> None:
        with serving(folder) as server:
            path = server.door.address.removeprefix(server.door.origin)
            first, second = Client(server).ask("GET", path), Client(server).ask("GET", path)
        assert (first.status, second.status) == (303, 403)
        assert "set-cookie" not in second.headers
        assert "只能打开一次" in second.text

    def test_is_not_spent_by_a_foreign_request_or_a_guess(self, folder: Path) -> None:
        with serving(folder) as server:
            client, path = Client(server), server.door.address.removeprefix(server.door.origin)
            assert client.ask("GET", path, drop=["Host"], more=["Host: evil.example"]).status == 421
            assert client.ask("GET", path, drop=["Sec-Fetch-Site"], more=["Sec-Fetch-Site: cross-site"]).status == 403
            assert client.ask("GET", "/open/" + "a" * 43).status == 403
            assert client.ask("GET", path).status == 303

    def test_is_not_in_the_page_and_not_the_secret(self, folder: Path) -> None:
        with serving(folder) as server:
            token = server.door.address.rpartition("/")[2]
            client = Client(server)
            client.enter()
            page = client.ask("GET", "/").text
        assert token != server.door.secret
        assert token not in page
        assert server.door.secret not in page


class TestTheTableOfPaths:
    PATHS = (
        "/index.html", "//", "/.", "/./", "/../", "/..", "/%2e%2e/etc/passwd", "/../../../../etc/passwd", "/take/../../etc/passwd", "/take/%2e%2e", "/take/", "/take",
        "/take/" + "a" * 42, "/take/" + "a" * 44, "/take/" + "a" * 42 + "/", "/open/", "/?x=1", "/#", "/call?", "/file/", "/file/x", "/assets/page.js", "\\", "/甲.xlsx", "*", "",
    )  # fmt: skip

    @pytest.mark.parametrize("path", PATHS)
    def test_has_no_other_path(self, client: Client, path: str) -> None:
        assert client.ask("GET", path).status in (400, 404)
        assert client.ask("POST", path).status in (400, 404)

    @pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "X"])
    def test_has_no_other_method(self, client: Client, method: str) -> None:
        found = client.ask(method, "/")
        assert found.status in (404, 501)
        assert "access-control-allow-origin" not in found.headers

    @pytest.mark.parametrize("path", ["/file", "/call", "/alive", "/end"])
    def test_changes_nothing_by_get(self, client: Client, path: str) -> None:
        assert client.ask("GET", path).status == 404
        assert not client.server.life.ended

    def test_gives_every_answer_headers_that_keep_others_out(self, client: Client) -> None:
        answers = [client.ask("GET", "/"), client.ask("GET", "/nothing"), client.ask("GET", "/", drop=["Cookie"]), client.ask("POST", "/alive"),
                   client.ask("POST", "/call", b'{"name":"about"}'), client.ask("HEAD", "/"), client.raw(b"nonsense\r\n\r\n")]
        for found in answers:
            assert found.headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in found.headers["content-security-policy"]
            assert "default-src 'none'" in found.headers["content-security-policy"]
            assert found.headers["x-content-type-options"] == "nosniff"
            assert found.headers["cache-control"] == "no-store"
            assert found.headers["referrer-policy"] == "no-referrer"
            assert "python" not in found.headers["server"].lower()

    def test_sends_the_policy_of_the_page_as_a_header_too(self, client: Client) -> None:
        found = client.ask("GET", "/")
        policy = found.headers["content-security-policy"].removesuffix("; frame-ancestors 'none'")
        assert policy.replace("'", "&#39;") in found.text
        assert "unsafe" not in policy
        assert "connect-src 'self'" in policy


class TestTheLengthOfABody:
    def asked(self, client: Client, *lines: str, body: bytes = b"{}") -> Got:
        return client.ask("POST", "/call", body, drop=["Content-Length"], more=lines)

    def test_is_said(self, client: Client) -> None:
        assert self.asked(client).status == 411

    @pytest.mark.parametrize("length", ["-1", "-0", "+2", "2.0", "0x2", "1e1", "", "２", "2 2", "2,2", "1_0", "9" * 13, "9" * 5000])
    def test_is_plain_figures(self, client: Client, length: str) -> None:
        assert self.asked(client, f"Content-Length: {length}").status == 400

    def test_is_said_once(self, client: Client) -> None:
        assert self.asked(client, "Content-Length: 2", "Content-Length: 2").status == 400
        assert self.asked(client, "Content-Length: 2", "content-length: 200").status == 400

    @pytest.mark.parametrize("coding", ["chunked", "Chunked", "identity", "gzip, chunked", "xchunked", ""])
    def test_is_not_left_to_chunks(self, client: Client, coding: str) -> None:
        body = b"2\r\n{}\r\n0\r\n\r\n"
        assert self.asked(client, f"Transfer-Encoding: {coding}", body=body).status == 400
        assert self.asked(client, f"Transfer-Encoding: {coding}", "Content-Length: 2", body=body).status == 400

    @pytest.mark.parametrize(("path", "length"), [("/file", 64 * 1024 * 1024 + 1), ("/call", 4_000_001), ("/alive", 1), ("/end", 1), ("/file", 999_999_999_999)])
    def test_has_a_limit_before_anything_is_read(self, client: Client, path: str, length: int) -> None:
        assert client.ask("POST", path, drop=["Content-Length"], more=[f"Content-Length: {length}"]).status == 413
        assert not client.server.life.ended

    def test_is_kept_to(self, client: Client) -> None:
        with socket.create_connection(("127.0.0.1", client.port), 10) as connection:
            head = f"POST /file HTTP/1.1\r\nHost: {client.host}\r\nCookie: {client.cookie}\r\nOrigin: {client.server.door.origin}\r\nX-Budgetxl: 1\r\n"
            connection.sendall(f"{head}Content-Length: 10\r\n\r\nfour".encode())
            connection.shutdown(socket.SHUT_WR)
            assert got(connection).status == 400

    def test_a_second_request_behind_the_first_is_not_heard(self, client: Client) -> None:
        inner = f"POST /end HTTP/1.1\r\nHost: {client.host}\r\nCookie: {client.cookie}\r\nOrigin: {client.server.door.origin}\r\nX-Budgetxl: 1\r\nContent-Length: 0\r\n\r\n"
        found = client.ask("POST", "/alive", more=["Connection: keep-alive", "", inner])
        assert (found.status, found.text.count("HTTP/1")) == (200, 0)
        assert not client.server.life.ended

    def test_a_get_has_none(self, client: Client) -> None:
        assert client.ask("GET", "/", more=["Content-Length: 5"]).status == 413
        assert client.ask("GET", "/", more=["Transfer-Encoding: chunked"]).status == 400


class TestWhatIsNoRequest:
    @pytest.mark.parametrize("data", [
        b"\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1 x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"\0" * 100 + b"\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(300)) + b"\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
    ], ids=range(11))  # fmt: skip
    def test_is_refused_and_the_server_goes_on(self, client: Client, data: bytes) -> None:
        assert client.raw(data).status in (0, 400, 414, 421, 431, 505)
        assert client.ask("POST", "/alive").status == 200

    def test_says_nothing_of_what_came(self, client: Client) -> None:
        for found in (client.ask("GET", "/<script>"), client.raw(b"<script> / HTTP/1.1\r\n\r\n"), client.raw(b"GET <script>\r\n\r\n")):
            assert "<script>" not in found.text + str(found.headers)

    @pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b"1", b'{"name":1}', b'{"name":"about","files":[1]}', b'{"name":"about","files":1}', b'{"name":"about","args":[]}', b"[" * 100_000, b"\xff"], ids=range(11))
    def test_a_call_that_is_none_is_refused(self, client: Client, body: bytes) -> None:
        assert client.ask("POST", "/call", body).status == 400


class TestHalfOpenConnections:
    def test_a_hundred_do_not_stop_a_call(self, folder: Path) -> None:
        began, go_on = threading.Event(), threading.Event()

        class Slow(Desk):
            def call(self, name: str, args: Any, files: Any, tell: Tell) -> Answer:
                tell({"step": "一"})
                began.set()
                assert go_on.wait(30)
                return super().call(name, args, files, tell)

        with serving(folder, Slow()) as server:
            client, found = Client(server), list[Any]()
            client.enter()
            caller = threading.Thread(target=lambda: found.append(client.call("about")))
            caller.start()
            assert began.wait(10)
            half = [socket.create_connection(("127.0.0.1", client.port), 10) for _ in range(100)]
            for number, one in enumerate(half):
                one.sendall((b"", b"GET", b"GET / HTTP/1.1\r\nHost:")[number % 3])
            assert client.ask("POST", "/alive").status == 200
            assert client.ask("GET", "/").status == 200
            go_on.set()
            caller.join(20)
            assert found[0]["value"]["forms"]
            for one in half:
                one.close()

    def test_one_that_comes_drop_by_drop_is_cut_in_time(self, folder: Path) -> None:
        with serving(folder, head_seconds=0.3) as server, socket.create_connection(("127.0.0.1", server.server_address[1]), 10) as slow:
            cut = False
            for _ in range(200):
                try:
                    slow.sendall(b"G")
                    slow.settimeout(0.02)
                    cut = slow.recv(1) == b""
                except TimeoutError:
                    continue
                except OSError:
                    cut = True
                if cut:
                    break
            assert cut

    @pytest.mark.parametrize("begun", [b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /file HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n", b"nonsense\r\n\r\n"])
    def test_those_that_were_refused_and_go_on_sending_keep_nobody_out(self, folder: Path, begun: bytes) -> None:
        over = threading.Event()

        def trickle(port: int) -> None:
            """A stranger who never ends: refused, he sends a byte now and then; cut off, he comes again."""
            while not over.is_set():
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 10) as connection:
                    connection.sendall(begun)
                    while not over.wait(0.05):
                        connection.sendall(b"x")
                over.wait(0.02)

        with serving(folder) as server:
            client = Client(server)
            client.enter()
            strangers = [threading.Thread(target=trickle, args=(client.port,)) for _ in range(90)]
            for stranger in strangers:
                stranger.start()
            try:
                answers = []
                for _ in range(25):
                    over.wait(0.04)
                    answers.append(client.ask("POST", "/alive").status)
            finally:
                over.set()
                for stranger in strangers:
                    stranger.join(20)
        assert answers == [200] * 25

    def test_few_threads_wait_for_them(self, folder: Path) -> None:
        with serving(folder) as server:
            before = threading.active_count()
            half = [socket.create_connection(("127.0.0.1", server.server_address[1]), 10) for _ in range(100)]
            assert until(lambda: len(server._waiting) <= 24)
            Client(server).ask("GET", "/")
            assert until(lambda: threading.active_count() - before <= 30)
            for one in half:
                one.close()


class TestTheEnd:
    def ended(self, server: DeskServer) -> bool:
        return until(lambda: server.socket.fileno() == -1)

    def test_comes_by_the_button(self, own: Client) -> None:
        assert own.ask("POST", "/end").status == 200
        assert self.ended(own.server)

    def test_comes_after_ten_minutes_without_a_page(self, folder: Path) -> None:
        clock = Clock()
        with serving(folder, life=Life(clock)) as server:
            client = Client(server)
            client.enter()
            for _ in range(40):
                clock.now += 20
                assert client.ask("POST", "/alive").status == 200  # an open page says so
                server.service_actions()
            assert not server.life.ended
            for _ in range(29):
                clock.now += 20
                assert not server.life.over()
            clock.now += 20
            assert self.ended(server)

    def test_is_not_put_off_by_strangers(self) -> None:
        clock = Clock()
        with serving(Path(__file__).parent, life=Life(clock)) as server:
            for _ in range(30):
                clock.now += 20
                Client(server).ask("GET", "/")
                server.life.over()
            assert self.ended(server)

    def test_waits_while_something_is_done(self) -> None:
        clock = Clock()
        life = Life(clock)
        with life.work():
            for _ in range(100):
                clock.now += 20
                assert not life.over()
        assert not life.over()

    def test_does_not_come_because_the_machine_slept(self) -> None:
        clock = Clock()
        life = Life(clock)
        clock.now += 8 * 3600
        assert not life.over()

    def test_stops_what_is_under_way_at_its_next_step_and_takes_away_what_was_kept(self, folder: Path) -> None:
        steps = threading.Semaphore(0)

        class Endless(Desk):
            def call(self, name: str, args: Any, files: Any, tell: Tell) -> Answer:
                while True:
                    tell({"step": "一"})
                    steps.release()

        with serving(folder, Endless()) as server:
            client = Client(server)
            client.enter()
            caller = threading.Thread(target=lambda: client.ask("POST", "/call", b'{"name":"about"}'))
            caller.start()
            steps.acquire()
            client.ask("POST", "/end")
            caller.join(10)
            assert not caller.is_alive()


class TestFilesThatAreDropped:
    def test_are_checked_as_bytes_and_their_results_come_back_once(self, own: Client, folder: Path) -> None:
        before = contents(folder)
        row = own.check("甲.xlsx", SAMPLE.read_bytes())["value"]["rows"][0]
        made = own.call("make", {"row": row["key"], "what": "checklist"})
        first, second = own.ask("GET", f"/take/{made['files'][0]['key']}"), own.ask("GET", f"/take/{made['files'][0]['key']}")
        assert (first.status, second.status) == (200, 404)
        assert first.body[:2] == b"PK"
        assert first.headers["content-type"] == "application/octet-stream"
        assert first.headers["content-disposition"].startswith("attachment;")
        assert contents(folder) == before

    def test_take_what_was_given_only_once(self, own: Client) -> None:
        key = own.give(SAMPLE.read_bytes())
        first = own.call("check", {}, [{"key": key, "name": "丙.xlsx", "written": 0}])
        again = own.call("check", {}, [{"key": key, "name": "丁.xlsx", "written": 0}])
        assert [row["state"] for row in again["value"]["rows"]] == [first["value"]["rows"][0]["state"], "unreadable"]
        assert again["value"]["rows"][1]["reason"] == "这个文件没有传完，请重新拖入"

    @pytest.mark.parametrize("name", ["/etc/passwd", "../../甲.xlsx", "..\\..\\甲.xlsx", "C:\\甲.xlsx", "甲\0.xlsx", "a" * 5000, "", "甲\r\nSet-Cookie: x=1.xlsx", "\ud800.xlsx"], ids=range(9))
    def test_are_never_looked_for_by_their_names(self, own: Client, folder: Path, name: str) -> None:
        before = contents(folder.parent)
        row = own.check(name, SAMPLE.read_bytes())["value"]["rows"][0]
        assert row["state"] != "unreadable"
        for what in ("annotated", "checklist"):
            for made in own.call("make", {"row": row["key"], "what": what})["files"]:
                found = own.ask("GET", f"/take/{made['key']}")
                assert found.status == 200
                assert "set-cookie" not in found.headers
                assert not set(made["name"]) & set("/\\\0")
        assert contents(folder.parent) == before

    def test_a_name_without_bytes_is_no_file_of_the_folder(self, own: Client) -> None:
        rows = own.call("check", {}, [{"name": "甲.xlsx"}, {"name": "下面/乙.xlsx", "key": "下面/乙.xlsx"}, {"name": "丙.xlsx", "key": ["x"]}])["value"]["rows"]
        assert [row["state"] for row in rows] == ["unreadable"] * 3

    @pytest.mark.parametrize("form", ["/etc", "..", "templates/hebei", str(REPOSITORY / "templates" / "hebei-2027"), "./hebei-2027", "hebei-2027/", None, 1, ["hebei-2027"], {"a": 1}])
    def test_a_form_is_never_a_path(self, own: Client, form: object) -> None:
        for name in ("blank", "distribute", "collect"):
            found = own.call(name, {"form": form})
            assert ("error" in found["value"], found["files"]) == (True, [])

    def test_a_form_is_bytes_under_a_key_that_nobody_guesses(self, own: Client) -> None:
        files = [{"key": own.give(path.read_bytes()), "name": f"本地/{path.name}", "written": 0} for path in (REPOSITORY / "templates" / "langfang-2022").iterdir() if path.is_file()]
        parent = own.call("check", {}, files)["value"]
        assert len(parent["form"]) == 32
        assert int(parent["form"], 16) > 0
        assert own.call("blank", {"form": parent["form"]})["files"]

    def test_a_form_whose_files_point_elsewhere_is_not_unpacked(self, own: Client, tmp_path: Path) -> None:
        before = contents(tmp_path)
        for name in ("../x/form.toml", "/tmp/x/form.toml", "C:/x/form.toml", "a/../../form.toml"):
            found = own.call("check", {}, [{"key": own.give(b'id = "x"'), "name": name, "written": 0}])
            assert "error" in found["value"]
        assert contents(tmp_path) == before


def type_over_totals(path: Path) -> None:
    """A workbook with a number over a total, so that there is something to repair."""
    book = load_workbook(io.BytesIO(new_workbook("langfang-2022", "某局", "301")))
    totals = [cell for row in book["机关运行和三公"].iter_rows(min_row=5) for cell in row if cell.data_type == "f" and "SUM" in str(cell.value)]
    totals[0].value = 5
    book.save(path)


class TestTheFolder:
    def test_is_listed_by_keys(self, own: Client, folder: Path) -> None:
        listing = own.call("listing")["value"]
        assert [one["name"] for one in listing["files"]] == ["甲.xlsx", "下面/乙.xlsx"]
        assert listing["files"][0]["size"] == SAMPLE.stat().st_size
        assert abs(listing["files"][0]["written"] / 1000 - (folder / "甲.xlsx").stat().st_mtime) < 1
        assert own.listed() == own.listed()

    def test_does_not_list_what_is_hidden_locked_elsewhere_or_no_workbook(self, own: Client, folder: Path) -> None:
        outside = folder.parent / "外.xlsx"
        outside.write_bytes(SAMPLE.read_bytes())
        (folder.parent / "别处").mkdir()
        (folder.parent / "别处" / "丁.xlsx").write_bytes(SAMPLE.read_bytes())
        for name in ("~$甲.xlsx", ".藏.xlsx", ".~甲.xlsx", "._甲.xlsx", "说明.docx", "文.txt"):
            (folder / name).write_bytes(SAMPLE.read_bytes())
        (folder / ".git").mkdir()
        (folder / ".git" / "丙.xlsx").write_bytes(SAMPLE.read_bytes())
        (folder / "外面.xlsx").symlink_to(outside)
        (folder / "别处").symlink_to(folder.parent / "别处")
        (folder / "断.xlsx").symlink_to(folder / "没有")
        (folder / "圈.xlsx").symlink_to(folder / "圈.xlsx")
        os.mkfifo(folder / "管.xlsx")
        assert set(own.listed()) == {"甲.xlsx", "下面/乙.xlsx"}

    def test_reads_nothing_by_a_name_or_a_key_that_it_did_not_give(self, own: Client) -> None:
        own.listed()
        for key in ("甲.xlsx", "/etc/passwd", "../x", "", None, 1, ["x"]):
            found = own.call("check", {"listed": [key]})
            assert found["value"] == {"error": "所选的文件里有已经不在文件夹里的，请重新列出再选"}
        assert own.call("check", {"listed": "甲.xlsx"})["value"].get("error")

    def test_does_not_follow_what_became_a_link_since_it_was_listed(self, own: Client, folder: Path) -> None:
        key = own.listed()["甲.xlsx"]
        (folder.parent / "外.xlsx").write_bytes(SAMPLE.read_bytes())
        (folder / "甲.xlsx").unlink()
        (folder / "甲.xlsx").symlink_to(folder.parent / "外.xlsx")
        row = own.call("check", {"listed": [key]})["value"]["rows"][0]
        assert (row["state"], row["reason"]) == ("unreadable", "列出以后它变成了通到别处的链接，没有读")

    def test_waits_for_nobody_who_put_a_pipe_in_the_place_of_a_file(self, own: Client, folder: Path) -> None:
        listed = own.listed()
        row = own.call("check", {"listed": [listed["甲.xlsx"]]})["value"]["rows"][0]["key"]
        (folder / "甲.xlsx").unlink()
        os.mkfifo(folder / "甲.xlsx")
        held = os.open(folder / "甲.xlsx", os.O_RDWR)  # somebody holds it open, and never writes
        try:
            assert "请先再校验一次" in own.call("make", {"row": row, "what": "docx"})["value"]["error"]
            rows = own.call("check", {"listed": [listed["甲.xlsx"]]})["value"]["rows"]
            assert (rows[0]["state"], "管道" in rows[0]["reason"]) == ("unreadable", True)
            assert set(own.listed()) == {"下面/乙.xlsx"}
        finally:
            os.close(held)

    @pytest.mark.parametrize("way", ["moved", "deleted", "a file", "a link"])
    def test_that_has_gone_is_said_to_have_gone(self, own: Client, folder: Path, way: str) -> None:
        listed = own.listed()
        own.call("roster", {}, [{"key": own.give("单位编码,单位名称\n301001,某局\n".encode()), "name": "名册.csv", "written": 0}])
        elsewhere = folder.parent / "别处"
        folder.rename(elsewhere)
        if way == "deleted":
            shutil.rmtree(elsewhere)
        elif way == "a file":
            folder.write_bytes(b"x")
        elif way == "a link":
            folder.symlink_to(elsewhere)
        for name, args in (("listing", {}), ("check", {"listed": list(listed.values())}), ("collect", {"whole": True})):
            found = own.call(name, args)
            assert (found["files"], "已经不在了" in found["value"].get("error", "")) == ([], True), name
        assert own.check("甲.xlsx", SAMPLE.read_bytes())["value"]["rows"], "what is dropped is checked all the same"

    def test_has_results_beside_their_workbooks_and_says_where(self, own: Client, folder: Path) -> None:
        before = contents(folder)
        row = own.call("check", {"listed": [own.listed()["下面/乙.xlsx"]]})["value"]["rows"][0]
        made = own.call("make", {"row": row["key"], "what": "docx"})
        (name,) = contents(folder).keys() - before.keys()
        assert made["files"] == []
        assert name.startswith("下面/")
        assert name.endswith(".docx")
        assert made["value"]["said"].splitlines()[-1] == f"已写到 {folder / name}"
        assert {name: data for name, data in contents(folder).items() if name in before} == before

    @pytest.mark.parametrize("what", ["docx", "html", "md", "tables", "annotated", "checklist", "repair"])
    def test_has_a_result_again_in_its_place_but_never_over_what_somebody_changed(self, own: Client, folder: Path, what: str) -> None:
        type_over_totals(folder / "甲.xlsx")
        before = contents(folder)
        row = own.call("check", {"listed": [own.listed()["甲.xlsx"]]})["value"]["rows"][0]["key"]
        own.call("make", {"row": row, "what": what})
        own.call("make", {"row": row, "what": what})
        (name,) = contents(folder).keys() - before.keys()
        (folder / name).write_bytes(b"somebody's own")
        own.call("make", {"row": row, "what": what})
        stem, dot, suffix = name.rpartition(".")
        assert contents(folder).keys() - before.keys() == {name, f"{stem}(2){dot}{suffix}"}
        assert (folder / name).read_bytes() == b"somebody's own"
        assert {name: data for name, data in contents(folder).items() if name in before} == before

    def test_keeps_the_results_of_two_workbooks_of_one_unit_apart(self, own: Client, folder: Path) -> None:
        (folder / "甲-初稿.xlsx").write_bytes((folder / "甲.xlsx").read_bytes())
        before = contents(folder)
        rows = own.call("check", {"listed": [own.listed()["甲.xlsx"], own.listed()["甲-初稿.xlsx"]]})["value"]["rows"]
        for row in (*rows, *rows):
            own.call("make", {"row": row["key"], "what": "checklist"})
        new = sorted(contents(folder).keys() - before.keys())
        assert len(new) == 2
        assert own.listed().keys() == {"甲.xlsx", "甲-初稿.xlsx", "下面/乙.xlsx"}

    def test_makes_nothing_of_a_workbook_that_has_changed_since_it_was_checked(self, own: Client, folder: Path) -> None:
        row = own.call("check", {"listed": [own.listed()["甲.xlsx"]]})["value"]["rows"][0]["key"]
        type_over_totals(folder / "甲.xlsx")
        assert "请先再校验一次" in own.call("make", {"row": row, "what": "docx"})["value"]["error"]
        own.call("check", {"listed": [own.listed()["甲.xlsx"]]})
        assert "error" not in own.call("make", {"row": row, "what": "docx"})["value"]

    def test_does_not_list_the_public_tables_that_it_wrote(self, own: Client, folder: Path) -> None:
        listed = own.listed().keys()
        row = own.call("check", {"listed": [own.listed()["甲.xlsx"]]})["value"]["rows"][0]["key"]
        own.call("make", {"row": row, "what": "tables"})
        assert own.listed().keys() == listed

    @pytest.mark.parametrize("way", ["the same name", "a link", "a hard link"])
    def test_has_no_result_over_a_workbook_that_was_given(self, own: Client, folder: Path, way: str) -> None:
        """甲-修复.xlsx is one that the program made and nobody changed, and it is checked, too."""
        target = folder / "甲-修复.xlsx"
        blank = new_workbook("langfang-2022", "某局", "301")
        if way == "the same name":
            target.write_bytes(blank)
        else:
            (folder / "丙.xlsx").write_bytes(blank)
            target.symlink_to(folder / "丙.xlsx") if way == "a link" else target.hardlink_to(folder / "丙.xlsx")
        type_over_totals(folder / "甲.xlsx")
        before = contents(folder)
        rows = own.call("check", {"listed": list(own.listed().values())})["value"]["rows"]
        row = next(one for one in rows if one["files"] == ["甲.xlsx"])
        made = own.call("make", {"row": row["key"], "what": "repair"})
        assert "error" not in made["value"]
        assert {name: data for name, data in contents(folder).items() if name in before} == before
        assert len(made["files"]) + len(contents(folder)) - len(before) == 1

    def test_that_takes_nothing_gives_the_result_as_a_download_and_says_why(self, own: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        row = own.call("check", {"listed": [own.listed()["甲.xlsx"]]})["value"]["rows"][0]

        def full(*given: object, **more: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
        made = own.call("make", {"row": row["key"], "what": "checklist"})
        assert len(made["files"]) == 1
        assert made["value"]["said"].startswith("没有写进文件夹，改为下载：")

    def test_has_no_result_of_a_dropped_file_of_the_same_name(self, own: Client, folder: Path) -> None:
        own.call("check", {"listed": [own.listed()["甲.xlsx"]]})
        before = contents(folder)
        row = own.check("甲.xlsx", SAMPLE.read_bytes())["value"]["rows"][0]
        assert len(own.call("make", {"row": row["key"], "what": "checklist"})["files"]) == 1
        assert contents(folder) == before

    def test_has_the_report_of_its_workbooks(self, own: Client, folder: Path) -> None:
        for _ in range(2):
            own.call("check", {"listed": list(own.listed().values())})
            assert own.call("report")["files"] == []
        assert [name for name in contents(folder) if name.endswith(".html")] == ["校验报告.html"]

    def test_is_collected_and_has_the_summary(self, own: Client, folder: Path) -> None:
        row = own.call("check", {"listed": [own.listed()["甲.xlsx"]]})["value"]["rows"][0]
        roster = f"单位编码,单位名称\n301001,{row['unit']}\n".encode()
        assert "error" not in own.call("roster", {}, [{"key": own.give(roster), "name": "名册.csv", "written": 0}])["value"]
        before = contents(folder)
        found = own.call("collect", {"whole": True})
        assert contents(folder).keys() - before.keys() == {"汇总表.xlsx", "总览.html", "accepted.json"}
        assert [one["name"] for one in found["files"]] in ([], ["退回修改意见.zip"])
        again = own.call("collect", {"whole": True})
        assert again["value"]["units"] == found["value"]["units"]
        assert contents(folder).keys() - before.keys() == {"汇总表.xlsx", "总览.html", "accepted.json"}

    def test_dropped_files_are_collected_without_a_word_to_the_folder(self, own: Client, folder: Path) -> None:
        own.call("roster", {}, [{"key": own.give("单位编码,单位名称\n301001,某局\n".encode()), "name": "名册.csv", "written": 0}])
        before = contents(folder)
        found = own.call("collect", {}, [{"key": own.give(SAMPLE.read_bytes()), "name": "甲.xlsx", "written": 1_700_000_000_000}])
        assert "汇总表.xlsx" in [one["name"] for one in found["files"]]
        assert contents(folder) == before


class TestCalls:
    def test_tell_each_step_before_the_answer(self, own: Client) -> None:
        body = {"name": "check", "args": {"listed": list(own.listed().values())}, "files": []}
        *steps, answer = own.ask("POST", "/call", json.dumps(body).encode()).lines
        assert [step["told"]["name"] for step in steps] == ["甲.xlsx", "下面/乙.xlsx"]
        assert len(answer["value"]["rows"]) == 2

    def test_go_one_at_a_time(self, folder: Path) -> None:
        inside, most = 0, 0

        class Watched(Desk):
            def call(self, name: str, args: Any, files: Any, tell: Tell) -> Answer:
                nonlocal inside, most
                inside += 1
                most = max(most, inside)
                threading.Event().wait(0.05)
                inside -= 1
                return Answer({})

        with serving(folder, Watched()) as server:
            client = Client(server)
            client.enter()
            callers = [threading.Thread(target=client.call, args=("about",)) for _ in range(8)]
            for caller in callers:
                caller.start()
            for caller in callers:
                caller.join(20)
        assert most == 1

    def test_know_when_a_file_was_saved(self, folder: Path) -> None:
        seen: list[datetime | None] = []

        class Seeing(Desk):
            def call(self, name: str, args: Any, files: Any, tell: Tell) -> Answer:
                seen.extend(one.written for one in files)
                return Answer({})

        with serving(folder, Seeing()) as server:
            client = Client(server)
            client.enter()
            client.call("x", {}, [{"key": client.give(b"x"), "name": "a", "written": when} for when in (1_700_000_000_000, 0, "x", None, True, 1e300, -1e300)])
        assert [one and int(one.timestamp()) for one in seen] == [1_700_000_000, *[None] * 6]

    def test_of_a_page_that_has_gone_are_done_all_the_same(self, own: Client, folder: Path) -> None:
        body = json.dumps({"name": "check", "args": {"listed": list(own.listed().values())}, "files": []}).encode()
        head = f"POST /call HTTP/1.1\r\nHost: {own.host}\r\nCookie: {own.cookie}\r\nOrigin: {own.server.door.origin}\r\nX-Budgetxl: 1\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", own.port), 10) as connection:
            connection.sendall(head.encode() + body)
            connection.recv(1)
        assert own.call("report")["value"]["said"].startswith("已写到 ")


def test_workers_say_of_a_folder_what_one_process_says(tmp_path: Path) -> None:
    given = [GivenFile(path.name, path.read_bytes()) for path in SAMPLES[:3]] + [GivenFile("坏.xlsx", b"x")]
    alone, many = Desk(), Desk(workers=lambda files: pool_for_many(2, files))
    one, other = (desk.call("check", {}, given, lambda told: None) for desk in (alone, many))
    assert one == other
    rows = other.value["rows"]
    assert [row["state"] == "unreadable" for row in rows] == [False, False, False, True]
    made = [desk.call("make", {"row": rows[0]["key"], "what": "md"}, [], lambda told: None) for desk in (alone, many)]
    assert made[0] == made[1]


def test_workers_leave_the_parts_of_a_split_workbook_together() -> None:
    from budgetxl.verbs import new_parts

    parts = [GivenFile(f"{name}.xlsx", data) for name, data in new_parts("langfang-2022", "某局", "301").items()]
    given = [*parts[:2], GivenFile("甲.xlsx", SAMPLE.read_bytes()), *parts[2:]]
    one, other = (Desk(workers=workers).call("check", {}, given, lambda told: None) for workers in (lambda files: None, lambda files: pool_for_many(2, files)))
    assert len(given) >= 4
    assert one == other
    assert sorted(len(row["files"]) for row in other.value["rows"]) == [1, len(parts)]


class TestTheCommand:
    def started(self, folder: Path, *options: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "budgetxl", "desk", str(folder), *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @pytest.mark.parametrize(("given", "said"), [
        (["没有的"], "不是文件夹"), (["甲.xlsx"], "不是文件夹"), ([".", "--jobs", "0"], "--jobs 应为"), ([".", "--jobs", "62"], "--jobs 应为"), ([".", "--port", "80"], "没有选项"),
    ])  # fmt: skip
    def test_says_what_is_wrong_with_its_words(self, folder: Path, given: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.chdir(folder)
        assert run(["desk", *given]) == 2
        assert said in capsys.readouterr().err

    def test_prints_an_address_that_opens_and_is_ended_from_the_terminal(self, folder: Path) -> None:
        with self.started(folder, "--no-open") as program:
            assert program.stdout is not None
            address = program.stdout.readline().strip().partition("http://")[2]
            host, _, path = address.partition("/")
            with socket.create_connection(("127.0.0.1", int(host.partition(":")[2])), 10) as connection:
                connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                assert got(connection).status == 303
            program.send_signal(signal.SIGTERM)
            out, told = program.communicate(timeout=30)
        assert (program.returncode, out) == (0, "")
        assert told.splitlines()[-1] == "已经结束"

    def test_opens_the_browser_at_its_address(self, folder: Path, tmp_path: Path) -> None:
        browser = tmp_path / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened.new" && mv "{tmp_path}/opened.new" "{tmp_path}/opened"\n', encoding="utf-8")
        browser.chmod(0o755)
        command = [sys.executable, "-m", "budgetxl", "desk", str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "BROWSER": str(browser)}) as program:
            assert program.stdout is not None
            line = program.stdout.readline().strip()
            assert until((tmp_path / "opened").exists)
            program.send_signal(signal.SIGTERM)
        assert line.endswith((tmp_path / "opened").read_text(encoding="utf-8").strip())
