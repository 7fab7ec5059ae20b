"""Contact sheets: many pictures on one, to be looked at together."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

ACROSS, WIDE, GAP, LABEL = 4, 480, 12, 22
ON_ONE = 16


def draw(pictures: Sequence[Path], target: Path) -> None:
    """As many sheets as it takes: `target-1.png` and so on."""
    for start in range(0, len(pictures), ON_ONE):
        _draw_one(pictures[start : start + ON_ONE], target.with_name(f"{target.name}-{start // ON_ONE + 1}.png"))


def _font() -> QFont:
    """The same, however large the pictures are."""
    font = QFont()
    font.setPixelSize(15)
    return font


def _draw_one(pictures: Sequence[Path], target: Path) -> None:
    images = [QImage(str(path)) for path in pictures]
    high = max(image.height() * WIDE // image.width() for image in images)
    rows = -(-len(images) // ACROSS)
    sheet = QImage(ACROSS * (WIDE + GAP) + GAP, rows * (high + LABEL + GAP) + GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    painter = QPainter(sheet)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(_font())
    for number, (path, image) in enumerate(zip(pictures, images, strict=True)):
        x = GAP + number % ACROSS * (WIDE + GAP)
        y = GAP + number // ACROSS * (high + LABEL + GAP)
        painter.drawText(QRect(x, y, WIDE, LABEL), Qt.AlignmentFlag.AlignLeft, path.stem)
        painter.drawImage(x, y + LABEL, image.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation))
    painter.end()
    sheet.save(str(target))
