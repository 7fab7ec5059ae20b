"""A bug is shown and can be copied."""

import logging
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.bugs import BugReports


def test_a_bug_is_shown_once_and_copied(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    bugs = BugReports()
    with caplog.at_level(logging.CRITICAL):
        bugs.report(ZeroDivisionError("first"))
        bugs.report(ValueError("second"))
    dialog = bugs._dialog
    assert dialog is not None
    qtbot.addWidget(dialog)
    assert not dialog.isModal()
    dialog.copy()
    copied = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError: first" in copied
    assert "ValueError: second" in copied
    assert copied.startswith("Kasse ")
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "CRITICAL"]
    dialog.close()


def test_the_hooks_come_and_go(qtbot: QtBot) -> None:
    before = sys.excepthook
    bugs = BugReports()
    bugs.install()
    try:
        assert sys.excepthook != before
    finally:
        bugs.uninstall()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook = before
