"""The prices page: the list, one price, many prices, labels, what is planned, and contents to check."""

from datetime import timedelta

from kasse.money import Money
from kasse.prices import NewPrice
from tests.shots.stage import Stage, scene
from ui.prices.page import PricesPage

COSTS = (
    ("4029764001807", 6575),
    ("4001686301265", 7200),
    ("4000539770708", 13_950),
    ("4012852020028", 5900),
    ("4000521006419", 8900),
    ("4002971243703", 17_500),
    ("101", 1200),
)
MATE, BUTTER = "4029764001807", "4002971243703"


def _prices(stage: Stage) -> PricesPage:
    """Three weeks of prices, and two changes to come."""
    prices, owner = stage.till.prices, stage.till.people.owner()
    for code, cost in COSTS:
        product = prices.tag(code).product
        prices.put_facts(owner, product, prices.card(product).proposed, cost)
    mate, butter = prices.tag(MATE).product, prices.tag(BUTTER).product
    for days, cents, why in ((-20, 119, "Werbung"), (13, 129, "")):
        stage.clock.advance(days=days)
        prices.change(owner, [NewPrice(mate, Money(cents))], why=why)
    stage.clock.advance(days=7)
    monday = prices.today() + timedelta(days=7)
    prices.change(owner, [NewPrice(mate, Money(139)), NewPrice(butter, Money(249))], monday, "Lieferant teurer")
    return stage.page("prices", PricesPage)


@scene()
def prices(stage: Stage) -> None:
    """The list with margins, unit prices and what is planned."""
    _prices(stage)


@scene()
def prices_one(stage: Stage) -> None:
    """Scanned, and a lower price is being typed."""
    _prices(stage)
    stage.scan(MATE)
    stage.write("1,15")


@scene()
def prices_history(stage: Stage) -> None:
    """What it was before."""
    page = _prices(stage)
    stage.scan(MATE)
    bar = page.prices.panel.area.verticalScrollBar()
    bar.setValue(bar.maximum())


@scene()
def prices_many(stage: Stage) -> None:
    """Five percent more for all."""
    page = _prices(stage)
    page.prices.open_many()
    page.prices.many.by.setText("+5 %")


@scene()
def prices_labels(stage: Stage) -> None:
    """Labels for what changed."""
    page = _prices(stage)
    page.prices.open_labels()


@scene()
def prices_planned(stage: Stage) -> None:
    """What is planned."""
    page = _prices(stage)
    page.show_view(page.planned)


@scene()
def prices_contents(stage: Stage) -> None:
    """Contents that names speak of."""
    page = _prices(stage)
    page.show_view(page.contents)
