"""The compiled engine: the reference engine's rules on tables of records, compiled by Numba."""
