"""The command line: click commands, one file each, without logic of their own."""

import gc


def main() -> None:
    """Run the command line, and leave with its exit code.

    A command is a short process that makes much and throws little away, its modules above all: looking for garbage less often
    saves a twentieth.
    """
    gc.set_threshold(100_000, 50, 50)
    from .app import main as run

    run()


__all__ = ["main"]
