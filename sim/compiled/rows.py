"""Tables of records that kernels reach by address, and kernels made of many parts.

A row is a pointer, made of the address of its table and its number: to read and to write, without a copy, and cheap to
hand on from function to function. Whatever the width of a field, it is read as a number of 64 bits, whole or not. The
table has to outlive the call; nothing is looked after, as in C.

A part of a kernel says by its annotations what it takes and gives, and is compiled once, into whatever kernel calls it.
"""

from collections.abc import Callable
from typing import Annotated, Any, ParamSpec, TypeVar, get_origin, get_type_hints
from weakref import WeakKeyDictionary

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.compiler import Flags, compile_internal
from numba.core.datamodel import models
from numba.core.extending import intrinsic, register_model
from numba.core.imputils import lower_builtin, lower_getattr_generic, lower_setattr_generic
from numba.core.typing import signature
from numba.core.typing.templates import AttributeTemplate, ConcreteTemplate, builtin_registry, infer_getattr
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

LINE = 64
"""Bytes of a line of the cache."""

_BYTES = 8
_ADDRESS = ir.IntType(8 * _BYTES)


class Row(types.Type):
    """A row of a table of records."""

    def __init__(self, record: "np.dtype[np.void]") -> None:
        self.record = record
        super().__init__(name=f"Row({record})")


@register_model(Row)
class _RowModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Row) -> None:
        super().__init__(manager, kind, _ADDRESS)


@infer_getattr
class _RowFields(AttributeTemplate):
    key = Row

    def generic_resolve(self, kind: Row, field: str) -> Any:
        """Every field is a number of 64 bits."""
        fields = kind.record.fields
        if fields is None or field not in fields:
            return None
        return types.float64 if fields[field][0].kind == "f" else types.int64


@lower_getattr_generic(Row)
def _read(context: Any, builder: Any, kind: Row, row: Any, field: str) -> Any:
    form, pointer = _pointer(builder, kind, row, field)
    value = builder.load(pointer)
    if form.kind == "f":
        return value
    return builder.zext(value, _ADDRESS) if form.kind == "u" else builder.sext(value, _ADDRESS)


@lower_setattr_generic(Row)
def _write(context: Any, builder: Any, signature: Any, given: Any, field: str) -> None:
    row, value = given
    kind, have = signature.args
    form, pointer = _pointer(builder, kind, row, field)
    if form.kind == "f":
        builder.store(context.cast(builder, value, have, types.float64), pointer)
        return
    whole = context.cast(builder, value, have, types.int64)
    builder.store(whole if form.itemsize == _BYTES else builder.trunc(whole, pointer.type.pointee), pointer)


def _pointer(builder: Any, kind: Row, row: Any, field: str) -> Any:
    """The type of a field, and a pointer to it."""
    fields = kind.record.fields
    assert fields is not None
    form, offset = fields[field][:2]
    stored = ir.DoubleType() if form.kind == "f" else ir.IntType(8 * form.itemsize)
    return form, builder.inttoptr(builder.add(row, _ADDRESS(offset)), stored.as_pointer())


def rows(record: "np.dtype[np.void]") -> Callable[[int, int], Any]:
    """The function of an address and a number that gives a row of a table.

    Parameters
    ----------
    record
        The record of the table, aligned; whole numbers, and fractions of 64 bits.
    """
    kind = Row(record)

    @intrinsic
    def row(typing: Any, address: Any, number: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            base, place = (
                context.cast(builder, value, have, types.int64)
                for value, have in zip(given, signature.args, strict=True)
            )
            return builder.add(base, builder.mul(place, _ADDRESS(record.itemsize)))

        return kind(address, number), generate

    reached: Callable[[int, int], Any] = row
    return reached


def part_of(world: "np.dtype[np.void]") -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """The decorator of the parts of an engine, whose first argument is its ``w``, the one row of its world.

    A row of another table is annotated with its record: ``Annotated[Any, record]``.

    Parameters
    ----------
    world
        The record of ``w``.
    """
    known = {
        int: types.int64, float: types.float64, bool: types.boolean, type(None): types.none, Any: Row(world),
        NDArray[np.int64]: types.Array(from_dtype(np.dtype(np.int64)), 1, "C"),
    }  # fmt: skip

    def part(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
        told = get_type_hints(function, include_extras=True).values()
        hints = [Row(*hint.__metadata__) if get_origin(hint) is Annotated else known[hint] for hint in told]
        answer, given = hints[-1], hints[:-1]

        class _Typed(ConcreteTemplate):
            key = function
            cases = (signature(answer, *given),)

        builtin_registry.register(_Typed)
        builtin_registry.globals.append((function, types.Function(_Typed)))

        @lower_builtin(function, *given)
        def _called(context: Any, builder: Any, called: Any, values: Any) -> Any:
            return context.call_internal(builder, _compiled_into_caller(context, function, called), called, values)

        return function

    return part


_COMPILED: "WeakKeyDictionary[Any, dict[Any, Any]]" = WeakKeyDictionary()
"""The parts that a library of compiled code has already, by function."""


def _compiled_into_caller(context: Any, function: Callable[..., Any], called: Any) -> Any:
    """Compile a part straight into the library of the kernel that calls it; returns its description.

    Were it a library of its own, as Numba has it, it would be optimised anew for each that calls it, and each of these
    for each of theirs: for an engine of a hundred parts that takes a minute in place of some seconds.
    """
    library = context.active_code_library
    there = _COMPILED.setdefault(library, {})
    if function not in there:
        flags = Flags()
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        flags.nrt = True  # a kernel that a part calls may make tables
        flags.error_model = "numpy"
        there[function] = compile_internal(
            context.typing_context, context, library, function, called.args, called.return_type, flags, {}
        ).fndesc
    return there[function]


@intrinsic
def _fetch_ahead(typing: Any, row: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        whole = ir.IntType(32)
        bytes_ = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [bytes_, whole, whole, whole])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", (bytes_,), kind)
        for line in range(0, row.record.itemsize, LINE):
            place = builder.inttoptr(builder.add(given[0], _ADDRESS(line)), bytes_)
            builder.call(fetch, [place, whole(0), whole(3), whole(1)])
        return context.get_dummy_value()

    return types.none(row), generate


fetch_ahead: Callable[[Any], None] = _fetch_ahead
"""Have a row brought to the cache, since it will be asked for; nothing else comes of it."""
