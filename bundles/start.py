"""Where the frozen program begins: what ``budgetxl`` is among the scripts of an installed one."""

from budgetxl.cli import main

if __name__ == "__main__":  # not in its workers, which load this module once more
    main()
