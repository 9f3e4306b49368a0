"""Audit the method of runs and experiments: whether what they conclude can be believed.

Each code, A1 to A16, is a fault that was found in the wild. Its detector says fault, warning, passed or not applicable,
with evidence and remedy; what Pupila makes impossible passes with the reason.
"""
