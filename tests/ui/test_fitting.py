"""The measure itself: what is cut is found, and what fits is not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fitting import cut_texts, not_mirrored, places
from ui import theme
from ui.widgets.keys import KeyButton
from ui.widgets.table import Column, Entry, Table

LONG = "Beverages with a deposit"


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    """An empty window."""
    made = QWidget()
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def put(room: QWidget, widget: QWidget, width: int, height: int = 48) -> None:
    widget.setParent(room)
    widget.setGeometry(10, 10, width, height)
    widget.show()


def label(text: str, *, wraps: bool = False) -> QLabel:
    made = QLabel(text)
    made.setWordWrap(wraps)
    return made


def field(text: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(text)
    return made


def combo(text: str) -> QComboBox:
    made = QComboBox()
    made.addItem(text)
    return made


def table(text: str) -> Table:
    made = Table((Column(text, 90), Column("B")), "A table")
    made.show_rows([Entry("1", ("", "x"))])
    return made


def cells(text: str) -> Table:
    made = Table((Column("A", 90), Column("B")), "A table")
    made.show_rows([Entry("1", (text, "x"))])
    return made


def marked(text: str) -> KeyButton:
    made = KeyButton(text, "2,80", size=theme.BODY)
    made.mark("#123456")
    return made


@pytest.mark.parametrize("make", [label, QPushButton, KeyButton, marked, field, QCheckBox, combo, table, cells])
def test_a_text_in_too_little_room_is_found_by_its_words(room: QWidget, make: type[QWidget]) -> None:
    widget = make(LONG)  # type: ignore[arg-type]
    put(room, widget, 60, 120)
    assert [fault for fault in cut_texts(room) if LONG in fault]
    assert not [fault for fault in cut_texts(room, frozenset({LONG})) if LONG in fault]


@pytest.mark.parametrize("make", [label, QPushButton, KeyButton, marked, field, QCheckBox, combo])
def test_a_text_with_room_is_not_found(room: QWidget, make: type[QWidget]) -> None:
    widget = make(LONG)  # type: ignore[arg-type]
    put(room, widget, 360, 56)
    assert cut_texts(room) == []


def test_wrapped_lines_need_height_and_their_longest_word_width(room: QWidget) -> None:
    put(room, label(LONG, wraps=True), 100, 200)
    assert cut_texts(room) == []
    room.findChildren(QLabel)[0].resize(100, 30)
    assert "high" in cut_texts(room)[0]
    room.findChildren(QLabel)[0].resize(30, 200)
    assert "longest word" in cut_texts(room)[0]


def test_what_is_hidden_is_not_looked_at(room: QWidget) -> None:
    put(room, widget := label(LONG), 20)
    widget.hide()
    assert cut_texts(room) == []


def test_what_overlaps_or_sticks_out_is_found(room: QWidget) -> None:
    one, other = QPushButton("One"), QPushButton("Two")
    put(room, one, 100)
    put(room, other, 100)
    assert ["'One' lies upon" in fault for fault in cut_texts(room)] == [True]
    other.move(350, 100)
    assert ["sticks out" in fault for fault in cut_texts(room)] == [True]
    other.move(200, 100)
    assert cut_texts(room) == []


def test_in_a_scroll_area_it_may_be_out_of_sight(room: QWidget) -> None:
    inner, area = QWidget(), QScrollArea()
    inner.resize(100, 900)
    put(inner, QPushButton("Below"), 80)
    inner.findChildren(QPushButton)[0].move(10, 800)
    area.setWidget(inner)
    put(room, area, 200, 200)
    assert cut_texts(room) == []


def test_what_does_not_mirror_is_found(qtbot: QtBot) -> None:
    found: dict[Qt.LayoutDirection, list[QWidget]] = {}
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        window = QWidget()
        qtbot.addWidget(window)
        window.setLayoutDirection(direction)
        window.resize(400, 200)
        layout = QHBoxLayout(window)
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        layout.addWidget(QPushButton("One"), 1)
        layout.addWidget(QPushButton("Two"), 2)
        QLabel("Stays", window).move(5, 5)
        window.show()
        found[direction] = [window]
    there, here = (windows[0] for windows in found.values())
    faults = not_mirrored(places(there), places(here), 400)
    assert len(faults) == 1
    assert "Stays" in faults[0]
