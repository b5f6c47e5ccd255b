"""Records that load quickly are dataclasses like any other."""

from __future__ import annotations

import dataclasses
import marshal
import pickle
import sys
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, fields, replace
from pathlib import Path
from typing import Any

import pytest

from budgetxl.values import records
from budgetxl.values.kept import Store, files
from budgetxl.values.records import dataclass, follows


@dataclass(frozen=True, slots=True)
class Quick:
    """A record of each kind of field."""

    name: str
    amount: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The same, made by the standard library."""

    name: str
    amount: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A record that can be hashed, with a check of its own."""

    left: int
    right: int

    def __post_init__(self) -> None:
        if self.left > self.right:
            raise ValueError("left is above right")


@dataclass(frozen=True, slots=True)
class Sum:
    """A record with a field that follows from its others."""

    parts: list[int]
    name: str = ""
    total: int = follows(lambda given: sum(given.parts))
    twice: int = follows(lambda given: 2 * given.total)


def test_its_fields_are_those_of_a_standard_one() -> None:
    assert [(f.name, f.type, f.default) for f in fields(Quick)] == [(f.name, f.type, f.default) for f in fields(Standard)]


def refused(name: str, **fields: object) -> None:
    """A class with these fields (a type, or a type and a default) is refused when it is made."""
    types = {key: given[0] if isinstance(given, tuple) else given for key, given in fields.items()}
    defaults = {key: given[1] for key, given in fields.items() if isinstance(given, tuple)}
    with pytest.raises(TypeError, match=name):
        dataclass(frozen=True, slots=True)(type(name, (), {"__annotations__": types, **defaults}))


def test_what_it_can_not_do_it_refuses() -> None:
    refused("Shared", a=("list", []))
    refused("Hidden", a=("int", field(default=1, compare=False)))
    refused("Named", a=("int", field(kw_only=True)))
    refused("Later", a=("int", field(init=False)))
    refused("Given", a="InitVar[int]")
    with pytest.raises(TypeError, match="inherits"):
        dataclass(frozen=True, slots=True)(type("Heir", (Quick,), {"__annotations__": {"more": "int"}}))
    with pytest.raises(TypeError, match="__init__"):
        dataclass(frozen=True, slots=True)(type("Own", (), {"__annotations__": {"a": "int"}, "__init__": lambda self: None}))


def test_it_looks_like_a_standard_one() -> None:
    assert repr(Quick("a")) == repr(Standard("a")).replace("Standard", "Quick")


def test_equal_values_are_equal() -> None:
    assert Quick("a", 2) == Quick("a", 2)


def test_other_values_are_not() -> None:
    assert Quick("a", 2) != Quick("a", 3)


def test_another_class_with_the_same_values_is_not() -> None:
    assert Quick("a") != Standard("a")


def test_equal_values_have_the_same_hash() -> None:
    assert {Pair(1, 2), Pair(1, 2)} == {Pair(1, 2)}


def test_what_cannot_be_hashed_makes_the_record_so() -> None:
    with pytest.raises(TypeError):
        hash(Quick("a"))


def test_every_record_has_a_default_of_its_own() -> None:
    assert Quick("a").notes is not Quick("a").notes


def test_a_missing_value_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Quick()  # type: ignore[call-arg]


def test_it_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Quick("a").amount = 2  # type: ignore[misc]


def test_nothing_can_be_taken_away() -> None:
    with pytest.raises(FrozenInstanceError):
        del Quick("a").amount


def test_it_has_no_room_for_more() -> None:
    assert not hasattr(Quick("a"), "__dict__")


def test_it_can_be_replaced() -> None:
    assert replace(Quick("a"), amount=5) == Quick("a", 5)


def test_it_can_be_matched_by_position() -> None:
    match Quick("a", 7):
        case Quick(name, amount):
            assert (name, amount) == ("a", 7)


def test_it_goes_to_a_worker_and_comes_back() -> None:
    assert pickle.loads(pickle.dumps(Quick("a", 2, {"x": "y"}))) == Quick("a", 2, {"x": "y"})


def test_it_may_check_itself() -> None:
    with pytest.raises(ValueError, match="above"):
        Pair(2, 1)


def test_what_follows_is_made_with_it() -> None:
    assert (Sum([1, 2]).total, Sum([1, 2]).twice) == (3, 6)


def test_what_follows_is_made_anew_for_other_values() -> None:
    assert replace(Sum([1, 2]), parts=[5]).total == 5


def test_what_follows_is_not_given() -> None:
    with pytest.raises(TypeError):
        Sum([1], total=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="total"):
        replace(Sum([1]), total=2)


def test_what_follows_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Sum([1]).total = 2  # type: ignore[misc]


def test_what_follows_has_no_part_in_what_it_looks_like_and_is_compared_by() -> None:
    assert repr(Sum([1])) == "Sum(parts=[1], name='')"
    given = Sum([1])
    given.parts.append(2)
    assert given == Sum([1, 2]) and given.total != Sum([1, 2]).total


def test_what_follows_is_made_again_where_it_comes_back_from_a_worker() -> None:
    given = Sum([1])
    given.parts.append(2)
    assert pickle.loads(pickle.dumps(given)).total == 3


def test_a_constructor_is_compiled_once_and_kept_for_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store("constructors")
    Store.all.remove(store)
    store.file = tmp_path / "constructors.kept"
    monkeypatch.setattr(records, "_CONSTRUCTORS", store)
    monkeypatch.setattr(files, "may_be_kept", lambda: True)
    assert [records._init(cls).__code__.co_varnames for cls in (Pair, Pair)] == [("self", "left", "right")] * 2
    assert len(store.new) == 1
    store.write()
    store.next_run()
    kept = records._init(Pair)
    assert (kept.__code__, store.new) == (Pair(1, 2).__init__.__code__, {}), "the same, and nothing was compiled"
    store.file.write_bytes(marshal.dumps((sys.version, dict.fromkeys(store.kept, marshal.dumps("x")))))
    store.next_run()
    assert records._init(Pair).__code__ == kept.__code__, "what is no constructor is done without"


@dataclass(slots=True)
class QuickChanging:
    """A record that may be changed."""

    name: str
    found: list[int] = field(default_factory=list)


@dataclasses.dataclass(slots=True)
class StandardChanging:
    """The same, made by the standard library."""

    name: str
    found: list[int] = field(default_factory=list)


@pytest.mark.parametrize("kind", [QuickChanging, StandardChanging])
def test_a_record_that_may_be_changed_is_one_as_dataclasses_makes_it(kind: Any) -> None:
    one, other = kind("a"), kind("a")
    one.found.append(1)
    assert one != other and other.found == []
    other.found = [1]
    assert one == other and pickle.loads(pickle.dumps(one)) == one and replace(one, name="b") == kind("b", [1])
    assert repr(one) == f"{kind.__name__}(name='a', found=[1])"
    with pytest.raises(TypeError):
        hash(one)
    with pytest.raises(AttributeError):
        one.other = 1
    del one.name
    with pytest.raises(AttributeError):
        _ = one.name


@pytest.mark.parametrize("make", [dataclass, dataclasses.dataclass])
def test_a_record_that_may_be_changed_keeps_a_hash_of_its_own(make: Any) -> None:
    class Named:
        """A record that is known by its name alone."""

        name: str

        def __hash__(self) -> int:
            return 7

    assert hash(make(slots=True)(Named)("a")) == 7
