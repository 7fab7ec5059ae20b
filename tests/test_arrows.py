"""The arrow `ui -> kasse`, by trial: the shop works where Qt cannot be imported."""

import subprocess
import sys

EVERY_MODULE = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6", "PyQt6"}:
            raise ImportError("Qt is not for the core")

sys.meta_path.insert(0, NoQt())
import kasse
names = [module.name for module in pkgutil.walk_packages(kasse.__path__, "kasse.")]
for name in names:
    if not name.startswith("kasse.store.migrations."):  # Alembic's own, which need its context
        importlib.import_module(name)
print(len(names))
"""


def test_the_core_needs_no_qt() -> None:
    result = subprocess.run(
        [sys.executable, "-c", EVERY_MODULE], capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 30
