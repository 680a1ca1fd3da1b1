"""An immutable mapping from names to values, so that a loaded scenario cannot be altered."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

V = TypeVar("V")


class Table(Mapping[str, V], Generic[V]):
    """A read-only ``dict[str, V]`` that keeps its order, pickles and hashes.

    (``types.MappingProxyType`` does not pickle, and replications travel between processes.)
    """

    __slots__ = ("_items",)
    _items: dict[str, V]

    def __init__(self, items: Mapping[str, V] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __getitem__(self, name: str) -> V:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a scenario's tables cannot be changed")

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"Table({self._items!r})"

    def __reduce__(self) -> tuple[type["Table[V]"], tuple[dict[str, V]]]:
        return (type(self), (self._items,))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = getattr(source, "__args__", (Any,))
        of_dict = core_schema.dict_schema(core_schema.str_schema(), handler.generate_schema(inner))
        plain = core_schema.no_info_before_validator_function(_plain, of_dict)
        return core_schema.no_info_after_validator_function(cls, plain)


def _plain(raw: Any) -> Any:
    return raw._items if isinstance(raw, Table) else raw
