"""The Jinja environment of notices: sandboxed, strict, deterministic, with the field's filters.

Importing this module imports jinja2; commands that make no notice should not.

A bureau writes templates, so templates are guarded against mistakes and against taking the machine down, while values
are guarded against everything: whatever a template prints passes through :func:`~.markup.escape`.

Templates see plain values: an :class:`~budgetxl.values.Entry` gives its value when a template names it, a
:class:`~budgetxl.values.Group` its nodes (``income.total``), and a blank becomes a :class:`~.wording.Blank`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, localcontext
from functools import partial
from inspect import Signature, signature
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from budgetxl.forms import DEFAULT_UNIT
from budgetxl.values import Entry, Group, from_float
from budgetxl.values.nearest import nearest

from . import messages, templates, wording
from .bounds import ATTRIBUTES, Budget, Counting
from .errors import BlankError, NoticeError
from .markup import Markup, escape
from .phrasing import PHRASES, SLOTS, Told, clause_of
from .phrasing.questions import QUESTIONS, filled_or
from .templates.kept import KeptWording
from .wording import Blank, shown, value_of

_FUNCTIONS = (
    wording.money,
    wording.amount,
    wording.percent,
    wording.change,
    wording.direction,
    wording.absolute,
    wording.growth,
    wording.share,
    wording.chinese_number,
    wording.chinese_date,
    wording.join_cn,
    wording.sentence,
    wording.one_line,
    wording.plain_lines,
    *PHRASES,
    *SLOTS,
)
FILTERS: Mapping[str, Callable[..., Any]] = {function.__name__: function for function in _FUNCTIONS}
_TAKEN: Mapping[str, Signature] = {name: signature(function) for name, function in FILTERS.items()}

SLOT_NAMES = frozenset(function.__name__ for function in SLOTS)

MOST_DIGITS = 40  # of a whole number that a template computes


class NoticeUndefined(jinja2.StrictUndefined):
    """A name that a template uses and nobody defined; says so in Chinese."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return templates.in_chinese(self._undefined_hint)
        if self._undefined_obj is missing:
            return messages.UNKNOWN_NAME.format(name=self._undefined_name)
        known = self._undefined_obj.nodes if isinstance(self._undefined_obj, Group) else ()
        return messages.UNKNOWN_MEMBER.format(name=self._undefined_name, near=nearest(str(self._undefined_name), known))


class NoticeContext(Context):
    """The names of a template, resolved to plain values."""

    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        assert isinstance(self.environment, NoticeEnvironment)
        return found if found is missing else self.environment.seen(found)


class NoticeEnvironment(ImmutableSandboxedEnvironment):
    """See :func:`make_environment`."""

    context_class = NoticeContext
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})
    intercepted_unops = frozenset({"-", "+"})

    def __init__(self, *, blank: str | None, **options: Any) -> None:
        super().__init__(**options)
        self.blank = Blank(blank)
        self.budget = Budget()
        self.told = Told()
        self.taken: dict[str, str] = {}  #: texts of which a slot took only a part, with that part
        self.lacking: list[BlankError] = []  #: in a draft, what another notice would have stopped at, one after the other
        self.lined: Mapping[str, str] = {}  #: texts as they stand in their cells, by the one line that was made of each

    def concat(self, parts: Iterable[str]) -> str:
        """What a template, a macro, a block, super() or {% set %}…{% endset %} gives: markup whose data was escaped inside it."""
        return Markup("".join(self.paid(parts)))

    def paid(self, parts: Iterable[str]) -> list[str]:
        """The parts of a text, each drawn from the budget."""
        kept: list[str] = []
        for part in parts:
            try:
                self.budget.write(len(part))
            except NoticeError as error:
                raise error.at(*templates.place_in(parts)) from None
            kept.append(part)
        return kept

    def compile(self, source: Any, name: Any = None, *options: Any, **named: Any) -> Any:
        """Code from a template's text; whatever is wrong with that is a NoticeError with its line."""
        try:
            return super().compile(source, name, *options, **named)
        except NoticeError:
            raise
        except Exception as error:
            raise templates.not_compiled(error, name or "", lambda: self._generate(self._parse(source, name, None), name, None)) from error

    def parsed(self, source: str, name: str) -> nodes.Template:
        """The tree of a template. Raises NoticeError as ``compile`` does."""
        try:
            return self._parse(source, name, None)
        except jinja2.TemplateSyntaxError:
            self.handle_exception(source)
        except Exception as error:
            raise templates.not_compiled(error, name, lambda: "") from error

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        return super()._generate(Counting().visit(source), *names, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may ask this of a value; of a plain one only what :data:`~.bounds.ATTRIBUTES` names."""
        for kind, names in ATTRIBUTES.items():
            if isinstance(obj, kind):
                return attr in names
        return not isinstance(obj, int | float | Decimal) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """A text's ``format`` can make it as long as it likes, so that it is refused as other methods are."""

    def call(__self, __context: Context, __obj: Any, *arguments: Any, **options: Any) -> Any:
        """A call of a macro or a function; a loop that is called recursively counts its turns."""
        __self.budget.step()
        if isinstance(__obj, LoopContext) and arguments:
            arguments = (__self.budget.counted(arguments[0]), *arguments[1:])
        return super().call(__context, __obj, *arguments, **options)

    def seen(self, value: object) -> Any:
        """A value as templates see it."""
        plain = value_of(value)
        if plain is None:
            return Blank(self.blank.mark, value.at) if isinstance(value, Entry) else self.blank
        return plain

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``; of a group the node of this name, else its label."""
        return self._node(obj, attribute) if isinstance(obj, Group) else self.seen(super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``, and how filters find an attribute."""
        return self._node(obj, argument) if isinstance(obj, Group) else self.seen(super().getitem(obj, argument))

    def _node(self, group: Group, name: str) -> Any:
        node = group.get(name)
        if node is not None:
            return self.seen(node)
        return group.label if name == "label" else self.undefined(obj=group, name=name)

    def print_value(self, value: object) -> str:
        """What ``{{ value }}`` puts into the markup. A list prints its items as paragraphs."""
        if isinstance(value, Markup):
            return value
        if isinstance(value, Undefined):
            return str(value)  # raises, as strict ones do
        try:
            return escape("\n".join(map(shown, value)) if isinstance(value, list) else shown(value))
        except BlankError as error:
            self.told.blank += 1
            error.of(value)
            if self.blank.mark is None:
                raise
            self.lacking.append(error)
            return escape(self.blank.mark)

    def guarded(self, name: str, function: Callable[..., Any], taken: Signature) -> Callable[..., Any]:
        """A filter that refuses what is undefined; in a draft, what it makes of a blank is blank."""

        def call(*arguments: Any, **options: Any) -> Any:
            try:
                taken.bind(*arguments, **options)
            except TypeError as error:
                raise NoticeError(messages.BAD_CALL, name=name, detail=templates.in_chinese(error)) from None
            for value in (*arguments, *options.values()):
                if isinstance(value, Undefined):
                    str(value)  # raises
                self.budget.look(value)
            plain = [value.data if isinstance(value, Markup) else value for value in arguments]
            if name in SLOT_NAMES and isinstance(plain[0], str):
                plain[0] = self.lined.get(plain[0], plain[0])
            try:
                made = function(*plain, **options)
            except BlankError as error:
                self.told.blank += 1
                error.of(*arguments)
                error.text = error.text or next((value for value in plain if isinstance(value, str)), "")
                if self.blank.mark is None:
                    raise
                self.lacking.append(error)
                return self.blank
            self.told.filled += 1
            if name in SLOT_NAMES and isinstance(plain[0], str) and made not in (plain[0], wording.bare(plain[0])):
                self.taken[plain[0]] = made
            return self.seen(made)

        call.__name__ = name
        return call

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic in Decimal. What could eat the memory (``"x" * n``, ``2 ** n``, ``"%9999d" % n``) is refused."""
        left, right = _operand(left), _operand(right)
        if operator == "+" and any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, list, tuple)):
            self.budget.look(left)
            self.budget.look(right)
            return left + right
        if left is None or right is None:
            return self.blank.combined()
        if operator == "**" or not isinstance(left, Decimal) or not isinstance(right, Decimal):
            raise _not_computable(left, operator, right)
        if operator in ("/", "//", "%") and not right:
            raise NoticeError(messages.DIVISION_BY_ZERO)
        try:
            with localcontext() as precise:
                precise.prec = 34
                made = self.binop_table[operator](left, right)
                if made.adjusted() > MOST_DIGITS:
                    raise _not_computable(left, operator, right)
                return _whole(made, left, right)
        except ArithmeticError as error:
            raise _not_computable(left, operator, right) from error

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        """A sign before a value."""
        value = _operand(arg)
        if value is not None and not isinstance(value, Decimal):
            raise NoticeError(messages.NOT_COMPUTABLE, left="", operator=operator, right=wording.shown_kind(value)[:20])
        return self.blank.combined() if value is None else self.unop_table[operator](value)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Every error of compiling and rendering passes here."""
        error = sys.exc_info()[1]
        assert error is not None
        templates.raise_with_place(error)


def make_environment(
    loader: jinja2.BaseLoader, *, blank: str | None = None, places: int | None = None, unit: str = DEFAULT_UNIT,
    kind: type[NoticeEnvironment] = NoticeEnvironment,
) -> NoticeEnvironment:  # fmt: skip
    """An environment whose templates give markup for :func:`~.markup.parse_markup`.

    ``template.render(...)`` raises only :class:`NoticeError` for what is wrong in a template or missing in the data.
    ``blank``, for a draft, is what is printed for a value that is not filled in, instead of an error. ``places`` is how many
    decimals an amount in prose has where the template does not say; None for as many as it needs. ``unit`` is the unit of
    amounts in prose. ``kind`` is the class of it: that of :mod:`.tracing` marks each figure.
    """
    environment = kind(
        blank=blank,
        loader=loader,
        undefined=NoticeUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=32,
        bytecode_cache=KeptWording((blank, places, unit)),  # of each kind the code is the same
    )
    environment.finalize = environment.print_value
    environment.filters = environment.budget.filters(environment.filters)
    del environment.globals["lipsum"], environment.globals["dict"]
    environment.globals["range"] = environment.budget.range
    named = {name: environment.guarded(name, _in_prose(function, places, unit), _TAKEN[name]) for name, function in FILTERS.items()}
    environment.filters.update(named)
    environment.globals.update(named, clause=clause_of(environment))
    environment.filters.update(default=filled_or, d=filled_or)
    environment.tests.update(QUESTIONS)
    return environment


def _in_prose(function: Callable[..., Any], places: int | None, unit: str) -> Callable[..., Any]:
    """The filter with the form's own unit and number of decimals instead of as many as needed, where it is one of amounts."""
    parameters = _TAKEN[function.__name__].parameters
    if "prose_unit" in parameters:
        function = partial(function, prose_unit=unit)
    if places is None or "places" not in parameters or parameters["places"].default != "minimal":
        return function
    position = list(parameters).index("places")

    def call(*arguments: Any, **options: Any) -> Any:
        if len(arguments) <= position:
            options.setdefault("places", places)
        return function(*arguments, **options)

    return call


def render_template(environment: jinja2.Environment, name: str, context: Mapping[str, object]) -> str:
    """The markup of a template. Raises NoticeError, also where the template itself is missing or malformed."""
    try:
        template = environment.get_template(name)
    except jinja2.TemplateNotFound as error:
        raise NoticeError(messages.UNKNOWN_TEMPLATE, name=error.name or name) from error
    return template.render(context)


def _operand(value: object) -> Any:
    value = value_of(value)
    if isinstance(value, Undefined):
        str(value)  # raises
    if isinstance(value, float):
        return from_float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _whole(result: Decimal, left: Decimal, right: Decimal) -> Decimal | int:
    """Whole numbers stay whole, so that ``year - 1`` can still index and count."""
    return int(result) if all(number == number.to_integral_value() for number in (result, left, right)) else result


def _not_computable(left: object, operator: str, right: object) -> NoticeError:
    return NoticeError(messages.NOT_COMPUTABLE, left=wording.shown_kind(left)[:20], operator=operator, right=wording.shown_kind(right)[:20])
