"""The `kasse` command. The till's window comes by a short way that imports nothing of the command line."""

import gc
import sys
from pathlib import Path


def main() -> None:
    """`kasse` and `kasse --db FILE` open the till; anything else is for the command line."""
    gc.disable()  # the start makes objects that stay, and collecting them again and again costs a tenth of it
    arguments = sys.argv[1:]
    if arguments and not _only_a_file(arguments):
        gc.enable()
        from ui.cli import app

        app()
    else:
        from ui.app import run

        sys.exit(run(Path(arguments[-1].removeprefix("--db=")) if arguments else None))


def _only_a_file(arguments: list[str]) -> bool:
    match arguments:
        case ["--db", file]:
            return bool(file)
        case [only]:
            return only.startswith("--db=") and only != "--db="
    return False


if __name__ == "__main__":
    main()
