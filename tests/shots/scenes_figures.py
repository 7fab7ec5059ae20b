"""The owner's start page, and the figures."""

from tests.shots.stage import Stage, scene
from ui.figures.page import FiguresPage
from ui.overview.page import OverviewPage


@scene()
def overview(stage: Stage) -> None:
    """The shop at a glance."""
    stage.page("overview", OverviewPage)


@scene("closed")
def overview_closed(stage: Stage) -> None:
    """Before the shift is open."""
    stage.page("overview", OverviewPage)


def _report(stage: Stage, name: str, span: str = "week") -> FiguresPage:
    page = stage.page("figures", FiguresPage)
    assert page.controls is not None
    page.controls.spans.buttons[span].click()
    page.open_report(name)
    stage.settle()
    return page


@scene()
def figures(stage: Stage) -> None:
    """Turnover by hour."""
    _report(stage, "hours", "day")


@scene()
def figures_compared(stage: Stage) -> None:
    """Articles, beside last week's, from one day to another."""
    page = _report(stage, "products", "days")
    assert page.controls is not None
    page.controls.compared.buttons["last_year"].click()
    stage.settle()


@scene()
def figures_chart(stage: Stage) -> None:
    """The chart, where there is no room for both."""
    page = _report(stage, "products", "week")
    if page.drawn.isHidden():
        page.chart_key.click()
    stage.settle()


@scene()
def figures_cash_book(stage: Stage) -> None:
    """The cash book of a week."""
    _report(stage, "cash_book", "week")
