"""Dataclasses that load quickly: a command pays for every record of the program before it does anything.

``dataclass`` behaves as the standard one, fields, ``replace``, ``match`` and pickling included, and is checked by mypy as
that; what it can't do it refuses when the class is made. The standard one writes six methods of each class as source text and
compiles them at every start, which took a sixth of a whole ``check`` (benchmarks/README.md). Here only ``__init__`` is
compiled, when the first record is made, and kept beside the bytecode; the other methods are closures.

A field that ``follows`` from the others is made with the record and belongs to no comparison, so that nothing that is
derived from a record has to be remembered beside it, or can be out of date.
"""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from types import CodeType
from typing import TYPE_CHECKING, Any

from .kept import Store

_CONSTRUCTORS = Store("constructors")
_made: list[type] = []

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, order: bool = False) -> Any:
        """``dataclasses.dataclass``, quick with ``slots=True``, frozen or not, and the standard one for anything else."""

        def made(given: type) -> type:
            if order or not slots:
                return dataclasses.dataclass(given, frozen=frozen, slots=slots, order=order)
            quick = _with_methods(_with_slots(given), frozen)
            _made.append(quick)
            return quick

        return made if cls is None else made(cls)


def follows(make: Callable[[Any], Any]) -> Any:
    """A field of a frozen record with slots that ``make`` gives for the record, from its other fields.

    It is made when the record is, after all fields before it, by ``replace`` and unpickling too; it is no argument of the
    class, and has no part in ``repr``, ``==`` and ``hash``.
    """
    return dataclasses.field(init=False, repr=False, compare=False, metadata={"follows": make})


def _with_slots(given: type) -> type:
    """The class anew with a slot for each field, and with the fields where ``dataclasses`` looks for them.

    A class has its slots from its beginning, so it has to be made again, as the standard decorator does it, too. What the
    standard one can do and this one can't is a TypeError: to inherit a record, an ``__init__`` of its own, and any option of
    a field but its default.
    """
    space = dict(given.__dict__)
    if "__init__" in space or any(dataclasses.is_dataclass(base) for base in given.__bases__):
        raise TypeError(f"{given.__name__}: a quick record inherits no record and has no __init__ of its own")
    found: dict[str, dataclasses.Field[Any]] = {}
    for name, annotation in space.get("__annotations__", {}).items():
        if str(annotation).startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = space.pop(name, MISSING)
        field: dataclasses.Field[Any] = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
        _refuse(field, f"{given.__name__}.{name}", str(annotation))
        field.name, field.type, field.kw_only = name, annotation, False
        field._field_type = dataclasses._FIELD  # type: ignore[attr-defined]
        found[name] = field
    for name in ("__dict__", "__weakref__"):
        space.pop(name, None)
    matched = tuple(name for name, field in found.items() if field.init)
    space.update(__dataclass_fields__=found, __slots__=tuple(found), __match_args__=matched)
    made = type(given)(given.__name__, given.__bases__, space)
    made.__qualname__ = given.__qualname__
    return made


def _refuse(field: dataclasses.Field[Any], where: str, annotation: str) -> None:
    """Raise TypeError for a field that the standard decorator would treat in another way, or refuse."""
    plain = (field.init, field.repr, field.compare, field.hash, field.kw_only)
    own = "follows" in field.metadata and plain == (False, False, False, None, MISSING)
    if not own and plain != (True, True, True, None, MISSING):
        raise TypeError(f"{where}: a quick record knows no options of a field but its default")
    if isinstance(field.default, (list, dict, set)) or "InitVar" in annotation or "KW_ONLY" in annotation or ".set_" in where:
        raise TypeError(f"{where}: a quick record can't have this field")


def _with_methods(cls: type, frozen: bool) -> type:
    """The class with the methods of a dataclass, frozen or not, but for those that it defines itself."""
    names = [field.name for field in dataclasses.fields(cls) if field.init]
    following = {field.name: field.metadata["follows"] for field in dataclasses.fields(cls) if not field.init}
    values = attrgetter(*names) if names else lambda record: ()

    def __repr__(self: object) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def __eq__(self: object, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash(values(self))

    def __getstate__(self: object) -> list[Any]:
        return [getattr(self, name) for name in names]

    setters = [getattr(cls, name).__set__ for name in names]  # those of the slots: quicker than object.__setattr__

    def __setstate__(self: object, state: list[Any]) -> None:
        for put, value in zip(setters, state):
            put(self, value)
        for name, make in following.items():
            object.__setattr__(self, name, make(self))

    of_all, of_frozen = (__repr__, __eq__, __getstate__, __setstate__), (__hash__, __setattr__, __delattr__)
    for method in (*of_all, *of_frozen) if frozen else of_all:
        if method.__name__ not in cls.__dict__:
            setattr(cls, method.__name__, method)
    if not frozen and "__hash__" not in cls.__dict__:
        cls.__hash__ = None  # type: ignore[assignment]
    cls.__init__ = _first_init(cls)  # type: ignore[misc]
    return cls


def _first_init(cls: type) -> Any:
    """``__init__`` until the first record is made: many classes of the program have none in a command."""

    def __init__(self: object, *values: object, **named: object) -> None:
        cls.__init__ = init = _init(cls)  # type: ignore[misc]
        init(self, *values, **named)

    return __init__


def _init(cls: type) -> Any:
    """``__init__``, compiled: it runs thousands of times in a command, so it is to run fast."""
    space: dict[str, Any] = {"_missing": MISSING}
    parameters, body = ["self"], []
    for field in dataclasses.fields(cls):
        name = value = field.name
        space[f"_set_{name}"] = getattr(cls, name).__set__
        if not field.init:
            space[f"_{name}"] = field.metadata["follows"]
            body.append(f"_set_{name}(self,_{name}(self))")
            continue
        if field.default is not MISSING:
            space[f"_{name}"] = field.default
            parameters.append(f"{name}=_{name}")
        elif field.default_factory is not MISSING:
            space[f"_{name}"] = field.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_{name}() if {name} is _missing else {name}"
        else:
            parameters.append(name)
        body.append(f"_set_{name}(self,{value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(_compiled(f"def __init__({','.join(parameters)}):{';'.join(body) or 'pass'}"), space)
    return space["__init__"]


def _compiled(text: str) -> CodeType:
    """What ``compile`` makes of a constructor's text, from what was kept where it was."""
    kept = _CONSTRUCTORS.kept.get(text)
    code = marshal.loads(kept) if isinstance(kept, bytes) else None  # a command needs a third of them: the others stay bytes
    if not isinstance(code, CodeType):
        code = compile(text, "<constructor>", "exec")
        _CONSTRUCTORS.new[text] = marshal.dumps(code)
    return code


def compile_all() -> None:
    """Compile the constructors of all records of modules that were imported."""
    for cls in _made:
        _init(cls)


def __setattr__(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
