"""An immutable mapping from names to values, so that a loaded scenario cannot be altered."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Generic, Self, TypeVar

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

K = TypeVar("K")
V = TypeVar("V")


class FrozenMapping(Mapping[K, V], Generic[K, V]):
    """A read-only ``dict`` that keeps its order, pickles and hashes.

    (``types.MappingProxyType`` does not pickle, and replications travel between processes.)
    """

    __slots__ = ("_items",)
    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __getitem__(self, name: K) -> V:
        return self._items[name]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    # What follows a Mapping has already, many times slower: it would look up each name.

    def __contains__(self, name: object) -> bool:
        return name in self._items

    def keys(self) -> KeysView[K]:
        """The names, in order."""
        return self._items.keys()

    def values(self) -> ValuesView[V]:
        """The values, in order of their names."""
        return self._items.values()

    def items(self) -> ItemsView[K, V]:
        """Names and values, in order."""
        return self._items.items()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a scenario's tables cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a scenario's tables cannot be changed")

    def __hash__(self) -> int:
        return hash(tuple(self._items.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        return (type(self), (self._items,))


class Table(FrozenMapping[str, V], Generic[V]):
    """A frozen mapping from names, as a table of the scenario file."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (inner,) = getattr(source, "__args__", (Any,))
        of_dict = core_schema.dict_schema(core_schema.str_schema(), handler.generate_schema(inner))
        plain = core_schema.no_info_before_validator_function(_plain, of_dict)
        return core_schema.no_info_after_validator_function(cls, plain)


def _plain(raw: Any) -> Any:
    return raw._items if isinstance(raw, Table) else raw


def frozen(raw: Any) -> Any:
    """Raw values of a file with every table and list in them frozen."""
    if isinstance(raw, Mapping):
        return Table({name: frozen(value) for name, value in raw.items()})
    return tuple(map(frozen, raw)) if isinstance(raw, list | tuple) else raw
