"""The fiscal device at the checkout, and what is no plain sale: eaten here, a tip, foreign cash, own use, given up."""

from dataclasses import replace

from kasse.errors import Unavailable
from kasse.people import Person, Role
from kasse.serving.foreign import currency_of
from kasse.tax import STANDARD
from tests.faulty_tse import FaultyTse
from tests.shots.scenes_checkout import BASKET
from tests.shots.stage import Stage, scene


def _dead(stage: Stage) -> None:
    """A device that has not answered since the last sale."""
    device = FaultyTse(client=stage.till.checkout.shop.till_serial)
    stage.use_tse(device)
    device.dead = True
    stage.scan("101", "120")
    stage.do("exact")


def _change(stage: Stage) -> None:
    """The shop is another one from here on."""
    stage.assembly._changed("shop")
    stage.settle()


# The fiscal device


@scene()
def tse_missing_told(stage: Stage) -> None:
    """There is none: what to do."""
    stage.scan(*BASKET[:3])
    stage.do("tse")


@scene("cashier")
def tse_missing_told_cashier(stage: Stage) -> None:
    """There is none, and somebody sells who cannot set it up."""
    stage.scan(*BASKET[:3])
    stage.do("tse")


@scene()
def tse_works_told(stage: Stage) -> None:
    """It works, though only to practise with."""
    stage.use_tse(FaultyTse(client=stage.till.checkout.shop.till_serial))
    stage.do("tse")


@scene()
def tse_out(stage: Stage) -> None:
    """The first receipt without a signature: the foot says so in red."""
    _dead(stage)
    stage.scan(*BASKET[:3])


@scene()
def tse_out_told(stage: Stage) -> None:
    """Why, since when, and what to do."""
    _dead(stage)
    stage.scan(*BASKET[:3])
    stage.do("tse")


@scene()
def tse_slow(stage: Stage) -> None:
    """It takes long, and nobody need wait."""
    stage.scan(*BASKET[:3])
    page = stage.window.page
    signatures = stage.flow.signatures
    page.message.say(signatures.words(2, 6, late=True))
    page.slow.ask()
    page.show_side("slow")


@scene()
def tse_slow_closing(stage: Stage) -> None:
    """The day is to be closed meanwhile."""
    from ui.shift.page import ShiftPage

    page = stage.page("shift", ShiftPage)
    page.ask_patience(stage.flow.signatures)


@scene()
def tse_failed(stage: Stage) -> None:
    """The device that was to be set up does not answer."""
    from tests.shots.scenes_tse import section

    found = section(stage)
    found.form.put({"kind": "epson", "host": "192.168.1.60"})
    found._failed(Unavailable("tse_silent", "Die TSE unter 192.168.1.60:8009 antwortet nicht."))


@scene()
def tse_incomplete(stage: Stage) -> None:
    """Something is missing."""
    from tests.shots.scenes_tse import section

    found = section(stage)
    found.form.put({"kind": "swissbit", "path": "/media/TSE"})
    found.save()


# Here or away


def _bakery(stage: Stage) -> None:
    till = stage.till
    product, _typed = till.products.scanned("101")
    assert product is not None
    till.products.save(till.people.owner(), replace(product, eat_in=STANDARD))
    _change(stage)


@scene()
def eat_here(stage: Stage) -> None:
    """Eaten in the shop."""
    _bakery(stage)
    stage.scan(*BASKET)
    stage.do("eat_in")


# Tips


@scene()
def tip_asked(stage: Stage) -> None:
    """How much, and whose."""
    stage.scan(*BASKET)
    stage.do("tip")
    stage.write("2")


@scene()
def tip_given(stage: Stage) -> None:
    """It is a line of its own."""
    tip_asked(stage)
    stage.window.page.ask.buttons[1].click()
    stage.settle()


@scene()
def tip_paying(stage: Stage) -> None:
    """A shop that offers tips when paying."""
    till = stage.till
    till.change_setting(till.people.owner(), "tips", "1")
    till.checkout.change_currencies(till.people.owner(), [currency_of("CHF", "1.065")])
    _change(stage)
    stage.scan(*BASKET)
    stage.do("pay")


# Foreign cash


@scene()
def foreign_asked(stage: Stage) -> None:
    """Two currencies."""
    till = stage.till
    rates = [currency_of("CHF", "1.065"), currency_of("USD", "0.92")]
    till.checkout.change_currencies(till.people.owner(), rates)
    _change(stage)
    stage.scan(*BASKET)
    stage.do("foreign")
    stage.write("20")


@scene()
def foreign_refused(stage: Stage) -> None:
    """Not enough."""
    foreign_asked(stage)
    stage.window.page.ask.field.setText("1")
    stage.window.page.ask.buttons[0].click()
    stage.settle()


@scene()
def foreign_none(stage: Stage) -> None:
    """The shop takes none."""
    stage.scan(*BASKET[:3])
    stage.do("foreign")


# Own use, and for the staff


@scene()
def own_use_asked(stage: Stage) -> None:
    """Who takes it, and what for."""
    till = stage.till
    till.people.save(till.people.owner(), Person("Fatima Yıldırım-Schneider", Role.CASHIER), "4321")
    stage.scan(*BASKET)
    stage.do("take_out")


@scene()
def own_use(stage: Stage) -> None:
    """Nothing is to be paid."""
    stage.scan(*BASKET)
    stage.do("take_out")
    stage.write("Kaffee im Laden")
    stage.window.page.ask.buttons[0].click()
    stage.settle()


@scene("cashier")
def own_use_leave(stage: Stage) -> None:
    """A manager must allow it."""
    own_use(stage)


# Goods that nobody pays


@scene()
def given_up(stage: Stage) -> None:
    """The basket was given up."""
    stage.scan(*BASKET)
    stage.do("give_up")


@scene()
def give_up_marked(stage: Stage) -> None:
    """The line panel leads there too."""
    stage.scan(*BASKET)
    stage.window.page.touched_line.emit()
    stage.settle()
