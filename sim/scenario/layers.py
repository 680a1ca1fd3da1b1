"""Files laid over one another: which of them several configs share, and what they are together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from sim.scenario.overlay import Raw, extend


@dataclass(frozen=True, slots=True)
class Layer:
    """One file by itself, and the files it extends; ``path`` is None for settings that stand in no config."""

    file: str
    text: str
    raw: Raw
    path: Path | None = None
    extends: tuple[Path, ...] = ()

    def is_same(self, other: "Layer") -> bool:
        """Whether both are the same file, or copies of it under the same name that mean the same.

        The same words can mean two things where they name a file beside them; ``raw`` has its whole path.
        """
        if self.path is None or other.path is None:
            return False
        return self.path == other.path or (self.file, self.text, self.raw) == (other.file, other.text, other.raw)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file with everything it extends, merged.

    ``files``, ``texts``, ``raws`` (each file by itself) go from the root down; so does ``chain``, empty if the
    files are not known.
    """

    raw: Raw
    files: tuple[str, ...]
    texts: tuple[str, ...]
    raws: tuple[Raw, ...]
    chain: tuple[Layer, ...] = ()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The files, from the root down."""
        return self.chain or tuple(map(Layer, self.files, self.texts, self.raws))


def laid(layers: Sequence[Layer]) -> Reading:
    """The files of which each is laid over those before it."""
    return Reading(
        raw=reduce(extend, (layer.raw for layer in layers[1:]), layers[0].raw),
        files=tuple(layer.file for layer in layers),
        texts=tuple(layer.text for layer in layers),
        raws=tuple(layer.raw for layer in layers),
        chain=tuple(layers),
    )


def beyond(layers: Iterable[Layer], known: Sequence[Layer]) -> tuple[Layer, ...]:
    """Those of some files that are not among others."""
    return tuple(layer for layer in layers if not any(layer.is_same(other) for other in known))


def joined(chains: Sequence[Sequence[Layer]]) -> tuple[Layer, ...]:
    """The first chain of files, and of each further one the files that are not there yet."""
    layers: tuple[Layer, ...] = ()
    for chain in chains:
        layers = (*layers, *beyond(chain, layers))
    return layers
