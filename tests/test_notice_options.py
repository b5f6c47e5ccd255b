"""What a form's options change in its notice."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import a_form, filled, record

from budgetxl.notice import render, to_text


def notice(folder: Path, options: str, sentence: str) -> str:
    """The text of a notice of one sentence, over a change of 137.2 万元."""
    form = a_form(folder, record("x", a={"type": "money", "signed": True}), head=f"[options]\n{options}\n")
    (form.folders[0] / "notice.md.j2").write_text(f"#= 说明\n\n{sentence}\n", encoding="utf-8")
    return to_text(render(filled(form, {"x": {"a": "137.2"}}).submission)).splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("options", "sentence", "printed"),
    [
        ("", "{{ x.a | money }}", "137.2"),
        ("prose_places = 2", "{{ x.a | money }}", "137.20"),
        ("prose_places = 2", "{{ x.a | change }}", "增加137.20万元"),
        ("prose_places = 2", '{{ x.a | change("元") }}', "增加1372000.00元"),
        ("prose_places = 2", "{{ x.a | money(0) }}", "137"),
        ("prose_places = 2", '{{ x.a | change(places="minimal") }}', "增加137.2万元"),
        ("prose_places = 0", "{{ x.a | percent }}", "137.20%"),
    ],
)
def test_amounts_in_prose_have_the_decimals_that_the_form_asks_for(
    tmp_path: Path, options: str, sentence: str, printed: str
) -> None:
    assert notice(tmp_path, options, sentence) == printed
