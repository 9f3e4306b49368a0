"""Lessons: the ideas behind image classifiers, each shown with this package's own code on real pixels."""
