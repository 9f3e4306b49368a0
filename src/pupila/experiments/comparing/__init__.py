"""Carry out experiments: a question, arms that differ in declared keys, paired seeds, and a verdict one can believe.

From `question` over `queue` and `gather` to `conclude`; `audit` and `verify` look at what others hand in.
"""
