"""Chance by name: every draw of a replication comes from a generator that carries a name.

The key of a generator is the seed, the replication and the name, and nothing else. What an option
alters is not part of it, so two options that ask for the same name see the same numbers, and a
name that is added disturbs no other. Every decision takes one uniform and the inverse of its
distribution function, so that a changed parameter moves a person along their own quantile.
"""

from sim.chance.named import Floats, full_name, generator, uniforms, uniforms_at
from sim.chance.quantiles import quantile
from sim.chance.whole import whole_quantile

__all__ = ["Floats", "full_name", "generator", "quantile", "uniforms", "uniforms_at", "whole_quantile"]
