"""Examine a data set before it is learned from: files, copies, classes, looks. NumPy only."""
