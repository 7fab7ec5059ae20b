"""The `kasse` command. The till's window comes by a short way that imports nothing of the command line."""

import builtins
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
        _import_plainly()
        from ui.app import run

        sys.exit(run(Path(arguments[-1].removeprefix("--db=")) if arguments else None))


def _import_plainly() -> None:
    """Give Python's own import back, which PySide6 replaces when it is loaded.

    PySide6's reads the source of each module imported after it, looking for a switch (`__feature__`) that nothing here
    uses; that is a twentieth of the start.
    """
    import shiboken6  # noqa: F401 - at this one it is replaced

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _only_a_file(arguments: list[str]) -> bool:
    match arguments:
        case ["--db", file]:
            return bool(file)
        case [only]:
            return only.startswith("--db=") and only != "--db="
    return False


if __name__ == "__main__":
    main()
