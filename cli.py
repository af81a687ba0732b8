"""Run inclead from a fresh clone: ``python cli.py assess assessments/wolds-and-fen``."""

from inclead_graph.cli import main

if __name__ == "__main__":
    main()
