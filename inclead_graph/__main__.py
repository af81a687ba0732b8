"""Run the command line as ``python -m inclead_graph``."""

from inclead_graph.cli import main

if __name__ == "__main__":
    main()
