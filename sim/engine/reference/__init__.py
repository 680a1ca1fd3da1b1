"""The reference engine, on SimPy: the one to read."""
