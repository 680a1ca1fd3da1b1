"""The version of what a result means."""

SEMANTICS = 1
"""Raised whenever the same service and seed give other figures than before, or other measures.

It is part of the key under which replications are kept, so that figures of two meanings are never
laid side by side. Each rise is written in CHANGELOG.md, under "Changes that alter results".
"""
