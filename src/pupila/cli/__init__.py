"""The command line. Every command is imported when it is used, so that `--help` answers at once."""
