"""The panel that asks: its main action follows what is asked, and on a small screen nothing is out of sight."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.ask import AskPanel, Choice, Question
from ui.widgets.keys import shortened

PEOPLE = (Choice("Aylin", "1"), Choice("Sophie", "2"))
GROUPS = tuple(Choice(f"Wein & Spirituosen {number}", str(number), "#7a2e4d") for number in range(16))


def ask(panel: AskPanel, choices: tuple[Choice, ...], confirm: str = "") -> None:
    panel.ask(
        Question("Heading", "A sentence.", "PIN", confirm, choices=choices, choosing_answers=not confirm),
        lambda typed, chosen: None,
    )
    QApplication.processEvents()


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    """A window to lie in."""
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(1024, 600)
    return room


@pytest.fixture
def panel(room: QWidget) -> AskPanel:
    """As wide and as high as on the smallest window."""
    made = AskPanel(room)
    made.resize(400, 310)
    room.show()
    return made


def test_the_main_action_is_right_below_the_choices(panel: AskPanel) -> None:
    panel.resize(540, 480)
    ask(panel, PEOPLE, "Allow it")
    choice = panel.buttons[0]
    below = choice.mapTo(panel, choice.rect().bottomLeft()).y()
    assert 0 < panel.confirm.y() - below <= 16


def test_on_a_small_screen_a_refusal_takes_the_place_of_the_sentence(panel: AskPanel) -> None:
    ask(panel, PEOPLE, "Allow it")
    assert panel.text.isVisible()
    panel.ask_again("The PIN is wrong.")
    assert panel.wrong.isVisible()
    assert not panel.text.isVisible()
    panel.resize(400, 480)
    assert panel.text.isVisible()


def test_many_departments_stand_in_three_columns(panel: AskPanel) -> None:
    ask(panel, GROUPS)
    assert not panel.text.isVisible()
    assert len({button.x() for button in panel.buttons}) == 3
    assert all(button.height() >= theme.TARGET for button in panel.buttons)


def test_a_key_is_always_named_and_what_stands_behind_it_where_there_is_room(qapp: QApplication) -> None:
    metrics = QFontMetrics(theme.font(theme.SMALL))
    wide = metrics.horizontalAdvance("F7 · 1 parked")
    assert shortened("F7 · 1 parked", metrics, wide) == "F7 · 1 parked"
    assert shortened("F7 · 1 parked", metrics, wide - 10) == "F7 · 1"
    assert shortened("F7 · 1 parked", metrics, 1) == "F7"
