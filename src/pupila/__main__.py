"""Let `python -m pupila` be the command line, for where its script is not on the path."""

from pupila.cli.main import main

if __name__ == "__main__":
    main()
