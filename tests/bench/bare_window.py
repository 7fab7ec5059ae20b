"""The least that a PySide6 window with a table costs: what the till's start is measured against."""

import sys

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem


class _Table(QTableWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        print("painted", flush=True)
        QApplication.exit()


def main() -> int:
    """Show it, and leave after the first paint."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    table = _Table(10, 4)
    for row in range(10):
        for column in range(4):
            table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
    window.setCentralWidget(table)
    window.resize(1024, 600)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
