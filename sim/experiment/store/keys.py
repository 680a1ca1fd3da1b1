"""The key under which replications are kept: a digest of everything their figures follow from."""

import hashlib
import platform
from functools import cache

from sim import __version__
from sim.experiment.replicate import Measured
from sim.experiment.semantics import SEMANTICS
from sim.scenario import Service
from sim.scenario.content import content_digest

_BYTES = 16


def digest_of(*parts: str | bytes) -> str:
    """A digest of texts or bytes that no other division into parts has."""
    digest = hashlib.blake2b(digest_size=_BYTES)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "little"))
        digest.update(raw)
    return digest.hexdigest()


def key_of(service: Service, *, seed: int, measured: Measured = Measured.ALL) -> str:
    """The key of the replications of a service under a seed that are measured so far.

    The engine is not part of it: engines give the same figures. Nor is the code: ``SEMANTICS`` says when a
    change of it gave other figures. Versions of numpy and scipy are, since the quantiles of two may differ in the
    last bit.
    """
    content, libraries = content_told(service, measured), libraries_of(versions())
    return key_from(content, seed=seed, horizon=service.horizon, semantics=SEMANTICS, libraries=libraries)


def content_told(service: Service, measured: Measured) -> str:
    """The digest of a service's content and, unless all is measured, what is: all that the figures are."""
    digest = content_digest(service)
    return digest if measured is Measured.ALL else f"{digest} {measured}"


def measured_of(content: str) -> Measured:
    """What is measured of that which :func:`content_told` tells of."""
    return next((each for each in Measured if content.endswith(f" {each}")), Measured.ALL)


def key_from(content: str, *, seed: int, horizon: int, semantics: int, libraries: str) -> str:
    """The key, from what is told of a service's content, the horizon [minutes] and the versions of libraries."""
    return digest_of(content, str(seed), str(horizon), str(semantics), libraries)


def libraries_of(found: dict[str, str]) -> str:
    """The libraries of the key, in words, from versions as :func:`versions` has them."""
    return f"numpy {found['numpy']}, scipy {found['scipy']}"


@cache
def versions() -> dict[str, str]:
    """Versions of carecap, Python, numpy and scipy, and the machine; for a person who wonders about a last digit."""
    import numpy as np
    import scipy

    return {
        "carecap": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "machine": platform.machine(),
    }
