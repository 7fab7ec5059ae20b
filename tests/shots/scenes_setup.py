"""Settings, the first run, the on-screen keyboard and the report of an error."""

from functools import partial

from kasse.texts import LANGUAGES
from tests.shots.day import BAD_LIST
from tests.shots.scenes_checkout import BASKET
from tests.shots.stage import SCENES, Scene, Stage, scene
from ui.people.page import PeoplePage
from ui.products.page import ProductsPage
from ui.report import ReportDialog
from ui.settings.page import SECTIONS, SettingsPage
from ui.setup.ending import MakingStep
from ui.setup.making import Maker
from ui.setup.wizard import Wizard
from ui.tasks import InlineTasks
from ui.widgets.keyboard import OnScreenKeyboard

REPORT = """Kasse 0.1, Python 3.11.9, Qt 6.11.0, Linux

Traceback (most recent call last):
  File "ui/checkout/paying.py", line 151, in _tendered
    self._show_change(paid.sale)
  File "ui/checkout/paying.py", line 169, in _show_change
    back = sale.change if sale.total.cents >= 0 else -sale.total
AttributeError: 'NoneType' object has no attribute 'change'
"""


# Settings


def _settings(stage: Stage, name: str) -> SettingsPage:
    page = stage.page("settings", SettingsPage)
    number = next(number for number, section in enumerate(SECTIONS) if section.name == name)
    page.tabs[number].click()  # it may have to be scrolled to
    return page


def _section(name: str, stage: Stage) -> None:
    _settings(stage, name)


for _name in (made.name for made in SECTIONS):
    SCENES[f"settings_{_name}"] = Scene(f"settings_{_name}", partial(_section, _name), "day")


@scene()
def settings_refused(stage: Stage) -> None:
    """A shop without a name."""
    page = _settings(stage, "shop")
    page.section.form.fields["name"].setText("")  # type: ignore[attr-defined]
    page.save_key.click()


@scene()
def settings_close_first(stage: Stage) -> None:
    """What a Z report stands for, while the shift is open."""
    page = _settings(stage, "shop")
    page.section.form.fields["street"].setText("Sonnenallee 5")  # type: ignore[attr-defined]
    page.save_key.click()


# The on-screen keyboard


def _keyboard(stage: Stage) -> OnScreenKeyboard:
    return OnScreenKeyboard(stage.window, "always")


@scene()
def keyboard_checkout(stage: Stage) -> None:
    """On the search."""
    stage.scan(*BASKET[:3])
    _keyboard(stage)
    stage.touch(stage.window.page.scan)


@scene()
def keyboard_products(stage: Stage) -> None:
    """On the name of a product."""
    stage.page("products", ProductsPage)
    stage.scan("4029764001807")
    _keyboard(stage)
    stage.settle()


@scene()
def keyboard_number(stage: Stage) -> None:
    """On a PIN."""
    page = stage.page("people", PeoplePage)
    page.new_key.click()
    page.editor.pin.setFocus()
    _keyboard(stage)
    stage.settle()


# The report of an error


@scene("")
def error_report(stage: Stage) -> None:
    """A bug."""
    stage.shown = ReportDialog(REPORT, lambda: None)
    stage.shown.show()


# The first run


class FirstRun:
    """The wizard, and who answers it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        maker = Maker(stage.path, stage.path.with_name("demo.sqlite"), stage.clock)
        self.wizard = Wizard(maker, InlineTasks(), stage.language)
        stage.shown = self.wizard
        self.wizard.resize(*stage.size)
        self.wizard.show()
        self.wizard.activateWindow()
        if stage.language not in LANGUAGES:  # a pseudo language, which the wizard does not offer
            self.wizard._speak(stage.language)
        stage.settle()

    def to(self, step: str) -> None:
        """On to a step, with all answers."""
        while self.wizard.now != step:
            self._answer(self.wizard.now)
            self.wizard.next.click()
        self.stage.settle()

    def _answer(self, step: str) -> None:
        texts = {"shop": SHOP, "owner": OWNER}.get(step, {})
        for name, text in texts.items():
            getattr(getattr(self.wizard, step), name).setText(text)


SHOP = {
    "name": "Späti Müller", "street": "Weserstr. 1", "postcode": "12047", "city": "Berlin",
    "tax_number": "12/345/67890", "vat_id": "DE123456789",
}  # fmt: skip
OWNER = {"name": "Aylin", "pin": "1234", "again": "1234"}


@scene("")
def wizard_welcome(stage: Stage) -> None:
    """The first thing there ever is to see."""
    FirstRun(stage)


@scene("")
def wizard_demo(stage: Stage) -> None:
    """A demo shop."""
    run = FirstRun(stage)
    stage.touch(run.wizard.welcome.demo)
    run.to("welcome")


@scene("")
def wizard_shop(stage: Stage) -> None:
    """Nothing is typed yet."""
    FirstRun(stage).to("shop")


@scene("")
def wizard_shop_refused(stage: Stage) -> None:
    """It needs a name."""
    run = FirstRun(stage)
    run.to("shop")
    run.wizard.next.click()


@scene("")
def wizard_owner(stage: Stage) -> None:
    """Without a PIN."""
    FirstRun(stage).to("owner")


@scene("")
def wizard_owner_refused(stage: Stage) -> None:
    """Two PINs that are not the same."""
    run = FirstRun(stage)
    run.to("owner")
    run.wizard.owner.name.setText("Aylin")
    run.wizard.owner.pin.setText("1234")
    run.wizard.next.click()


@scene("")
def wizard_goods(stage: Stage) -> None:
    """A ready-made start."""
    FirstRun(stage).to("goods")


@scene("")
def wizard_list(stage: Stage) -> None:
    """A list, some rows of which are bad."""
    run = FirstRun(stage)
    run.to("goods")
    stage.touch(run.wizard.goods.list)
    file = stage.path.with_name("Artikel.csv")
    file.write_text(BAD_LIST, encoding="utf-8")
    run.wizard.goods.chooser.take(str(file))


@scene("")
def wizard_empty(stage: Stage) -> None:
    """Nothing to begin with."""
    run = FirstRun(stage)
    run.to("goods")
    stage.touch(run.wizard.goods.empty)


@scene("")
def wizard_result(stage: Stage) -> None:
    """What the list brought."""
    wizard_list(stage)
    assert isinstance(stage.shown, Wizard)
    stage.shown.next.click()


@scene("")
def keyboard_wizard(stage: Stage) -> None:
    """Touched in the wizard."""
    run = FirstRun(stage)
    run.to("shop")
    OnScreenKeyboard(run.wizard, "always")
    stage.settle()


@scene("")
def wizard_making(stage: Stage) -> None:
    """A long list is taken over."""
    run = FirstRun(stage)
    run.to("goods")
    run.wizard._show("making")
    step = run.wizard._step("making")
    assert isinstance(step, MakingStep)
    step.begin()
    step.show_progress(640, 1600)
