"""Hold every sentence that a person reads, one module a room, English and Spanish side by side.

Each module has one mapping, `TEXTS`: code to (English, Spanish). Both must name the same placeholders; a test compares them.
Kinds of things ("optimizer", "recipe") travel as values and are translated by `common.kind.*`.
"""
