"""See the module docstrings; the room's contract is in docs/design.md."""
