"""The promotions page, and what a promotion looks like at the checkout."""

from dataclasses import replace
from datetime import date

from kasse.money import Money
from kasse.promotions.rules import ALL, Goods, Kind, Part, Promotion
from tests.shots.stage import Stage, scene
from ui.promotions import words
from ui.promotions.page import PromotionsPage

SWEETS, BAKERY, COFFEE = Goods(departments=("Süßes",)), Goods(departments=("Backwaren",)), Goods((10, 11))
THREE_FOR_TWO = Promotion("3 für 2 Süßes", Kind.FEWER, (Part(SWEETS, 3),), pay=2, percent=ALL)
PROMOTIONS = (
    replace(THREE_FOR_TWO, name="Ostern", ends=date(2026, 4, 6)),
    Promotion("Sommeraktion", Kind.PERCENT, (Part(Goods(departments=("Getränke",))),), percent=1000, active=False),
    Promotion(
        "Adventskalender",
        Kind.AMOUNT,
        (Part(SWEETS),),
        amount=Money(50),
        starts=date(2026, 12, 1),
        ends=date(2026, 12, 24),
    ),
    Promotion("Stammkunden", Kind.PRICE, (Part(COFFEE),), amount=Money(200), group="Stammkunden"),
    Promotion(
        "Gutschein Flyer", Kind.AMOUNT, (Part(Goods(everything=True)),), amount=Money(100), coupon="KIEZ2026", limit=1
    ),
    Promotion("Frühstück", Kind.TOGETHER, (Part(Goods((10,))), Part(BAKERY)), amount=Money(350)),
    Promotion(
        "Feierabend",
        Kind.PERCENT,
        (Part(BAKERY),),
        percent=2500,
        weekdays=(0, 1, 2, 3, 4),
        from_minute=1020,
        to_minute=1140,
    ),
    THREE_FOR_TWO,
)


def _promotions(stage: Stage) -> PromotionsPage:
    owner = stage.till.people.owner()
    for promotion in PROMOTIONS:
        stage.till.promotions.save(owner, promotion)
    return stage.page("promotions", PromotionsPage)


@scene()
def promotions(stage: Stage) -> None:
    """What runs, is planned, is off and is over."""
    _promotions(stage)


@scene()
def promotions_none(stage: Stage) -> None:
    """None yet."""
    stage.page("promotions", PromotionsPage)


@scene()
def promotions_new(stage: Stage) -> None:
    """A scan begins a new one."""
    _promotions(stage)
    stage.scan("4000539770708", "4001686301265")


@scene()
def promotions_set(stage: Stage) -> None:
    """A set for one price, refused for its name."""
    page = _promotions(stage)
    page.edit(6)
    stage.settle()
    page.panel.name.setText("Frühstück für alle, die morgens noch nichts hatten")
    page.save()
    stage.settle()


@scene()
def promotions_try(stage: Stage) -> None:
    """What it gives."""
    page = _promotions(stage)
    page.edit(8)
    page.try_out()
    stage.scan("4000539770708", "4000539770708", "4001686301265", "4029764001807")


@scene()
def promotions_kinds(stage: Stage) -> None:
    """The second one cheaper, some hours a week."""
    page = _promotions(stage)
    page.edit(7)
    page.panel.shape.setCurrentIndex(page.panel.shape.findData(words.SECOND))
    stage.settle()


@scene()
def basket_promotions(stage: Stage) -> None:
    """What promotions took off at the checkout."""
    _promotions(stage)
    stage.do("checkout")
    stage.scan("103", "103", "120", "4000539770708", "4000539770708", "4001686301265", "4029764001807", "KIEZ2026")
