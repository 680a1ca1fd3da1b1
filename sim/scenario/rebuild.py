"""A service from the texts of its files alone, as results keep them."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.errors import InputFault, Problem
from sim.scenario.content import content_digest
from sim.scenario.experiments.period import cut, end_of
from sim.scenario.layers import Layer, Reading, laid
from sim.scenario.load import service_of
from sim.scenario.overlay import Raw
from sim.scenario.read import parsed
from sim.scenario.timeline import Service


def service_from_texts(texts: Sequence[tuple[str, str]], *, digest: str = "") -> Service:
    """The service that files describe, each laid over those before it.

    Parameters
    ----------
    texts
        Names and texts, from the root down; those of day one's cases, which end in .csv, may stand anywhere.
    digest
        Of the content that the service is to have, if that is known.

    Raises
    ------
    InputFault
        If the files describe no valid service, or another than is wanted.
    """
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, text in texts:
            if _is_stock(name):
                (folder / Path(name).name).write_text(text, encoding="utf-8", newline="")
        layers = [Layer(name, text, _raw(text, name, folder)) for name, text in texts if not _is_stock(name)]
        service = service_of(_ended(laid(layers)))
    if digest and content_digest(service) != digest:
        rule = "the texts describe another service than the figures are of"
        raise InputFault([Problem(texts[-1][0], "", rule, digest, "Make the results again with this version.")])
    return service


def _is_stock(name: str) -> bool:
    return name.lower().endswith(".csv")


def _raw(text: str, name: str, folder: Path) -> Raw:
    raw = parsed(text, name)
    raw.pop("extends", None)
    day_one = raw.get("day_one")
    if isinstance(day_one, dict):
        raw["day_one"] = {kind: _placed(stock, folder) for kind, stock in day_one.items()}
    return raw


def _placed(stock: object, folder: Path) -> object:
    named = isinstance(stock, dict) and isinstance(stock.get("csv"), str)
    return {**stock, "csv": str(folder / Path(stock["csv"]).name)} if named else stock  # type: ignore[index, dict-item]


def _ended(reading: Reading) -> Reading:
    """Without what begins after the run has ended: an experiment may be shorter than the config it is about."""
    clock = reading.raw.get("clock", {})
    return laid(cut(reading.layers, end_of(reading.raw, float(clock.get("years", 0)))))
