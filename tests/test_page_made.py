"""How the page is made: the same bytes each time, of pinned parts and nothing else, within its size, under the policy that is written out."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import fetching
import make_page
import pytest
from paging import PAGE, ROOT

from budgetxl.desk.page import page_alone

POLICY = re.compile(r'Content-Security-Policy" content="([^"]*)"')


def policy_of(page: str) -> dict[str, str]:
    words = html.unescape(POLICY.search(page)[1]).split("; ")  # type: ignore[index]
    return {word.partition(" ")[0]: word.partition(" ")[2] for word in words}


def test_each_word_of_the_policy_stands_in_the_documentation() -> None:
    explained = (ROOT / "docs" / "PAGE.md").read_text(encoding="utf-8").partition("## 内容安全策略")[2].partition("\n## ")[0]
    policy = policy_of(page_alone({}, ""))
    assert set(re.findall(r"`([a-z]+-(?:src|uri|action))", explained)) >= set(policy)
    for name, words in policy.items():
        for word in words.split():
            assert f"`{name} {re.sub('sha256-[^ ]*', 'sha256-…', word)}`" in explained or f"`{name} 'sha256-…'`" in explained, (name, word)


def test_a_script_or_style_that_is_changed_by_a_letter_is_not_allowed() -> None:
    page = page_alone({"worker": "x"}, "")
    policy = policy_of(page)
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    style = page.partition("<style>")[2].partition("</style>")[0]
    from budgetxl.desk.page import _hash

    assert _hash(script) in policy["script-src"]
    assert _hash(style) in policy["style-src"]
    assert _hash(script + " ") not in policy["script-src"]


def test_what_the_lock_does_not_know_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = {"thing": {"source": "wheel", "version": "1", "file": "thing.whl", "sha256": "0" * 64}}
    monkeypatch.setattr(fetching, "lock", lambda: locked)
    monkeypatch.setattr(fetching, "fetch", lambda name, one, into: (into / "thing.whl").write_bytes(b"another"))
    with pytest.raises(fetching.NotFetched, match="不符"):
        fetching.fetched(tmp_path)
    monkeypatch.setattr(fetching, "fetch", lambda name, one, into: None)
    (tmp_path / "thing.whl").unlink()
    with pytest.raises(fetching.NotFetched, match="没有取到"):
        fetching.fetched(tmp_path)


def test_the_lock_names_no_place_and_all_that_the_page_needs() -> None:
    text = fetching.LOCK.read_text(encoding="utf-8")
    locked = json.loads(text)
    assert "://" not in text
    assert all(re.fullmatch(r"[0-9a-f]{64}", one["sha256"]) for one in locked.values())
    assert set(locked) == {"pyodide", "python-calamine", "openpyxl", "et_xmlfile", "xlsxwriter", "jinja2", "markupsafe"}


@pytest.mark.page
def test_the_page_keeps_within_its_size() -> None:
    assert PAGE.stat().st_size <= make_page.MOST_BYTES


@pytest.mark.page
@pytest.mark.slow
def test_the_page_is_made_the_same_twice(tmp_path: Path) -> None:
    other = tmp_path / "again.html"
    command = [sys.executable, str(ROOT / "bundles" / "make_page.py"), "--output", str(other), "--work", str(tmp_path / "work")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert other.read_bytes() == PAGE.read_bytes()
