"""What holds where nobody says otherwise; here because both the light command line and the heavy rooms need it."""

from typing import Final

REPLICATIONS: Final = 20
"""How many futures."""

SEED: Final = 2014
"""Seed of all chance."""

ENGINES: Final = ("simpy", "compiled")
"""The engines there are, the reference first; their logs are equal."""

AUTO: Final = "auto"
"""In place of an engine: the compiled one, or the reference where it cannot be compiled."""

STORE: Final = "results/store.sqlite"
"""Where finished replications are kept, from the working folder."""
