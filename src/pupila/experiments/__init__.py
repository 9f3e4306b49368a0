"""Turn recipes into runs, runs into records, and records into classifiers."""
