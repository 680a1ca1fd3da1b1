"""The command line: questions in, answers out. ``main`` is what the command ``carecap`` runs."""

from sim.cli.group import main

__all__ = ["main"]
