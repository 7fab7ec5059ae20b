"""Whether a window has room for its texts: what is cut, what overlaps, what sticks out, and what does not mirror.

It asks the widgets in sight what their text needs and what they have. Each finding names widget, text and reason.
"""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from ui import theme
from ui.widgets.keys import TALL, KeyButton, centred_title, shortened

SLACK = 2
"""Pixels that nobody sees: fonts are measured in fractions."""
MUST_FIT = 150
"""Up to this scale, in percent, a table shows all its columns at once; beyond it may scroll."""
PADDING = 12
"""Before and behind a cell's text, by the stylesheet."""


def cut_texts(window: QWidget, data: frozenset[str] = frozenset()) -> list[str]:
    """What in this window does not fit its place.

    `data` are names that the shop's people chose themselves: those may be shortened.
    """
    found = []
    for widget in _in_sight(window):
        for kind, check in _CHECKS:
            if isinstance(widget, kind):
                found += [f"{_name(widget)}: {fault}" for fault in check(widget) if not _is_data(fault, data)]
                break
        found += _sticking_out(widget)
    return found + _overlaps(window)


def _is_data(fault: str, data: frozenset[str]) -> bool:
    return any(f"'{name}'" in fault for name in data)


def _in_sight(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.width() > 0 and not _is_inner(widget):
            yield widget


def _is_inner(widget: QWidget) -> bool:
    """Part of one of Qt's own widgets: a viewport, the corner of a table, the line of a combo box."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and not isinstance(widget, QLabel | QHeaderView)


def _name(widget: QWidget) -> str:
    """Which widget, by its class and name and those it lies in."""
    path: list[str] = []
    around: QWidget | None = widget
    while around is not None and len(path) < 3:
        if around is widget or type(around).__module__.startswith(("ui.", "tests.")) or around.objectName():
            name = around.objectName()
            path.append(type(around).__name__ + (f"#{name}" if name and not name.startswith("qt_") else ""))
        around = around.parentWidget()
    return " in ".join(path)


# Texts and their places


def _short(text: str) -> str:
    return " ".join(text.split())


def _fault(text: str, needs: float, has: float, what: str = "wide") -> Iterator[str]:
    if needs > has + SLACK:
        yield f"'{_short(text)}' needs {needs:.0f} px, is {has:.0f} px {what}"


def _words(text: str) -> list[str]:
    return text.replace("\N{ZERO WIDTH SPACE}", " ").split()


def _label(label: QWidget) -> Iterator[str]:
    if not isinstance(label, QLabel) or not label.text():
        return
    text = label.text()
    if label.wordWrap():
        inside = label.contentsRect().width()
        longest = max((label.fontMetrics().horizontalAdvance(word) for word in _words(text)), default=0)
        yield from _fault(text, longest, inside, "wide for its longest word")
        yield from _fault(text, label.heightForWidth(label.width()), label.height(), "high")
    else:
        least = label.minimumSizeHint()
        yield from _fault(text, least.width(), label.width())
        yield from _fault(text, least.height(), label.height(), "high")


def _key_button(key: QWidget) -> Iterator[str]:
    """As it paints: smaller until it fits, and shortened where the smallest does not."""
    if not isinstance(key, KeyButton):
        return
    marked = key._mark.isValid()
    tall = marked and key.height() >= theme.px(TALL)
    room = key.width() - (20 if marked else 10)
    smallest = QFontMetrics(theme.font(min(theme.SMALL, key._size), bold=True))
    detail = QFontMetrics(theme.font(theme.SMALL))
    if marked:
        for word in key.title.split() if tall else [key.title]:
            yield from _fault(key.title, smallest.horizontalAdvance(word), room)
    else:
        font, lines = centred_title(key.title, key._size, room)
        metrics = QFontMetrics(font)
        for line in lines:
            yield from _fault(key.title, metrics.horizontalAdvance(line), room)
        needed = len(lines) * (metrics.height() - theme.px(2)) + (detail.height() if key.detail else 0)
        yield from _fault(key.title, needed, key.height(), "high")
    if tall:
        yield from _two_lines(key, smallest, room)
    yield from _fault(
        f"{key.title} / {key.detail}", detail.horizontalAdvance(shortened(key.detail, detail, room)), room
    )
    yield from _fault(key.title, theme.px(theme.TARGET), key.height(), "high")


def _two_lines(key: KeyButton, smallest: QFontMetrics, room: int) -> Iterator[str]:
    """A tall key's title stands above its detail and must not run into it."""
    wrapped = smallest.boundingRect(QRect(0, 0, room, 1000), int(Qt.TextFlag.TextWordWrap), key.title).height()
    below = QFontMetrics(theme.font(theme.SMALL)).height() if key.detail else 0
    yield from _fault(key.title, wrapped + below + 18, key.height(), "high")


def _push_button(button: QWidget) -> Iterator[str]:
    if not isinstance(button, QPushButton):
        return
    option = QStyleOptionButton()
    button.initStyleOption(option)
    room = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    shown = button.text().replace("&&", "&")  # two are one, where a single one would be the mark of a key
    yield from _fault(shown, button.fontMetrics().horizontalAdvance(shown) + icon, room.width())
    yield from _fault(button.text(), button.fontMetrics().height(), room.height(), "high")


def _check_box(box: QWidget) -> Iterator[str]:
    if isinstance(box, QCheckBox | QRadioButton):
        yield from _fault(box.text(), box.sizeHint().width(), box.width())
        yield from _fault(box.text(), box.minimumSizeHint().height(), box.height(), "high")


def _line_edit(field: QWidget) -> Iterator[str]:
    if not isinstance(field, QLineEdit):
        return
    margins = field.textMargins()
    room = field.contentsRect().width() - margins.left() - margins.right() - 4
    if field.objectName() != "scan":
        room -= 2 * PADDING
    if not field.text():
        text = field.placeholderText()
        yield from _fault(text, field.fontMetrics().horizontalAdvance(text), room)
    yield from _fault(field.accessibleName(), field.fontMetrics().height(), field.height(), "high")


def _combo_box(box: QWidget) -> Iterator[str]:
    if not isinstance(box, QComboBox):
        return
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    text = box.currentText()
    yield from _fault(text, box.fontMetrics().horizontalAdvance(text), room.width())


def _header(header: QWidget) -> Iterator[str]:
    if not isinstance(header, QHeaderView) or header.orientation() is not Qt.Orientation.Horizontal:
        return
    model = header.model()
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if header.isSectionHidden(section):
            continue
        needs = header.fontMetrics().horizontalAdvance(text) + 2 * PADDING
        yield from _fault(text, needs if text else 0, header.sectionSize(section))


def _table(table: QWidget) -> Iterator[str]:
    """The cells in sight; a basket paints its own, and its names may be long."""
    if not isinstance(table, QTableView) or type(table).__name__ == "BasketView":
        return
    model = table.model()
    columns = table.horizontalHeader().length()
    if theme.px(100) <= MUST_FIT:
        yield from _fault("all columns together", columns, table.viewport().width())
    for row in range(model.rowCount()):
        if table.rowViewportPosition(row) > table.viewport().height():
            break
        for column in range(model.columnCount()):
            yield from _cell(table, row, column)


def _cell(table: QTableView, row: int, column: int) -> Iterator[str]:
    index = table.model().index(row, column)
    text = index.data()
    if not text or table.isColumnHidden(column) or table.columnSpan(row, column) > 1:
        return
    metrics = QFontMetrics(index.data(Qt.ItemDataRole.FontRole) or table.font())
    room = table.columnWidth(column) - 2 * PADDING
    needs = QRect(0, 0, metrics.horizontalAdvance(str(text)), metrics.height())
    if table.wordWrap() and table.rowHeight(row) >= 2 * metrics.height():
        needs = metrics.boundingRect(QRect(0, 0, room, 1000), int(Qt.TextFlag.TextWordWrap), str(text))
    yield from _fault(str(text), needs.width(), room)
    yield from _fault(str(text), needs.height(), table.rowHeight(row), "high")


Check = Callable[[QWidget], Iterator[str]]

_CHECKS: tuple[tuple[type[QWidget], Check], ...] = (
    (KeyButton, _key_button),
    (QPushButton, _push_button),
    (QLabel, _label),
    (QCheckBox, _check_box),
    (QRadioButton, _check_box),
    (QLineEdit, _line_edit),
    (QComboBox, _combo_box),
    (QHeaderView, _header),
    (QTableView, _table),
)


# Places and their neighbours


def _sticking_out(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or _scrolls(parent):
        return
    around = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    if not around.contains(widget.geometry()):
        yield f"{_name(widget)}: sticks out of {_name(parent)}: {_at(widget.geometry())} of {_size(parent.size())}"


def _scrolls(parent: QWidget) -> bool:
    """Whether this is what a scroll area or a table shows its inside through."""
    return isinstance(parent.parentWidget(), QAbstractScrollArea) or isinstance(parent, QAbstractScrollArea)


def _at(rect: QRect) -> str:
    return f"{rect.width()}x{rect.height()} at {rect.x()},{rect.y()}"


def _size(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def _overlaps(window: QWidget) -> list[str]:
    """Widgets that lie upon their neighbours; what lets the mouse through lies there on purpose."""
    found = []
    for parent in (window, *_in_sight(window)):
        if isinstance(parent, QAbstractScrollArea | QLineEdit | QHeaderView | QComboBox):
            continue
        children = [child for child in parent.children() if isinstance(child, QWidget) and _counts(child)]
        for number, one in enumerate(children):
            found += [
                f"{_name(one)}{_says(one)} lies upon {_name(other)}{_says(other)}: {_at(common)}"
                for other in children[number + 1 :]
                if (common := one.geometry() & other.geometry()).width() > SLACK and common.height() > SLACK
            ]
    return found


def _counts(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _says(widget: QWidget) -> str:
    text = widget.title if isinstance(widget, KeyButton) else ""
    if not text and isinstance(widget, QLabel | QAbstractButton):
        text = widget.text()
    return f" '{_short(text)}'" if text else ""


# The other way round

Place = tuple[str, QRect]


def places(window: QWidget) -> list[Place]:
    """Where every widget in sight is, in the order in which they were made; those that never mirror left out."""
    return [
        (_name(widget) + _says(widget), QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()))
        for widget in _in_sight(window)
        if not _keeps_its_direction(widget, window)
    ]


def _keeps_its_direction(widget: QWidget, window: QWidget) -> bool:
    """Digits and letters of a keyboard lie as they do everywhere."""
    around = widget.parentWidget()
    while around is not None and around is not window:
        if around.testAttribute(Qt.WidgetAttribute.WA_SetLayoutDirection) or isinstance(around, QTableView):
            return True
        around = around.parentWidget()
    return False


def not_mirrored(left_to_right: list[Place], right_to_left: list[Place], width: int, tolerance: int = 4) -> list[str]:
    """What does not lie where a mirror would show it; both of windows of this width, with the same texts."""
    names, others = [name for name, _rect in left_to_right], [name for name, _rect in right_to_left]
    if names != others:
        return [f"only one way round: {sorted(set(names) ^ set(others))}"]
    found = []
    for (name, there), (_same, here) in zip(left_to_right, right_to_left, strict=True):
        wanted = width - there.x() - there.width()
        if abs(here.x() - wanted) > tolerance:
            found.append(f"{name}: is at {here.x()}, its mirror at {wanted}")
    return found


def scrolled(window: QWidget) -> list[QScrollArea]:
    """Areas in sight with more in them than they show."""
    return [
        area
        for area in window.findChildren(QScrollArea)
        if area.isVisible() and (area.verticalScrollBar().maximum() or area.horizontalScrollBar().maximum())
    ]
