"""Prices at once and in advance, what they were, and what stands on the shelf."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.books.prices import PriceChange, PriceState, PricesWanted
from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.money import Money
from kasse.people import Actor
from kasse.prices import Changed, NewPrice, lacks_unit_price
from kasse.prices.history import announced, lowest, price_then
from kasse.product_list import read_products
from kasse.quantity import Quantity
from kasse.sale import Tender, TenderType
from kasse.till import Till
from kasse.unit_price import Content, UnitPrice
from tests.conftest import OPENING

MATE, CRATE, CHOCOLATE, MILK, CIGARETTES = (
    "4029764001807",
    "4029764001814",
    "4000539770708",
    "4000521006419",
    "4030600000018",
)
MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def number(till: Till, code: str) -> int:
    return till.prices.tag(code).product


def price(till: Till, code: str) -> Money | None:
    return till.prices.tag(code).price


def change(till: Till, actor: Actor, code: str, cents: int, day: date | None = None, why: str = "") -> Changed:
    tag = till.prices.tag(code)
    return till.prices.change(actor, [NewPrice(tag.product, Money(cents), tag.pack)], day, why)


def audited(till: Till) -> list[tuple[str, str, str, str]]:
    with till.database.read() as work:
        return [(entry.what, entry.who, entry.before, entry.after) for entry in work.settings.audit_log()]


def scanned(till: Till, code: str) -> Money:
    basket = till.checkout.scan(till.checkout.new_basket(), code)
    return basket.active[-1].unit_price


# At once


def test_a_new_price_holds_at_once_and_is_on_record(till: Till, owner: Actor) -> None:
    assert change(till, owner, MATE, 139, why="dearer") == Changed(done=1)
    assert scanned(till, MATE) == Money(139)
    (only,) = till.prices.card(number(till, MATE)).product.history
    assert (only.before, only.price, only.valid_from, only.who, only.why) == (
        Money(129),
        Money(139),
        MONDAY,
        "Olga",
        "dearer",
    )
    assert ("price", "Olga", "1.29", "1.39") in audited(till)


def test_the_same_price_again_changes_nothing(till: Till, owner: Actor) -> None:
    assert change(till, owner, MATE, 129) == Changed(same=1)
    assert till.prices.card(number(till, MATE)).product.history == ()


def test_a_crate_has_a_price_and_a_history_of_its_own(till: Till, owner: Actor) -> None:
    change(till, owner, CRATE, 2190)
    itself, crate = till.prices.card(number(till, MATE)).tags
    assert (itself.history, crate.tag.price, len(crate.history)) == ((), Money(2190), 1)
    product = till.products.product(number(till, MATE))
    till.products.save(owner, product)  # writes the packs anew
    assert len(till.prices.card(number(till, MATE)).tags[1].history) == 1
    change(till, owner, CRATE, 2090)
    assert [entry.price for entry in till.prices.card(number(till, MATE)).tags[1].history] == [Money(2190), Money(2090)]


@pytest.mark.usefixtures("books_add_up")
def test_many_prices_change_together_or_not_at_all(till: Till, owner: Actor) -> None:
    new = [NewPrice(number(till, MATE), Money(139)), NewPrice(987_654, Money(1))]
    with pytest.raises(Refused) as refused:
        till.prices.change(owner, new)
    assert refused.value.code == "no_such_product"
    assert price(till, MATE) == Money(129)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (NewPrice(1, Money(-1)), "negative_price"),
        (NewPrice(1, Money(100_000_000)), "amount_too_large"),
        (NewPrice(1, None, 1), "no_price"),
    ],
)
def test_what_is_no_price_is_refused(till: Till, owner: Actor, entry: NewPrice, code: str) -> None:
    with pytest.raises(Refused) as refused:
        till.prices.change(owner, [entry])
    assert refused.value.code == code


def test_a_cashier_changes_no_prices(till: Till, owner: Actor, cashier: Actor) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    planned = till.prices.planned()[0].change.number
    assert planned is not None
    for act in (
        lambda: change(till, cashier, MATE, 1),
        lambda: change(till, cashier, MATE, 1, TUESDAY),
        lambda: till.prices.cancel(cashier, planned),
        lambda: till.prices.put_facts(cashier, 1, None, None),
        lambda: till.prices.take_contents(cashier, {}),
        lambda: till.prices.labelled(cashier, []),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_allowed"


# In advance


def test_a_planned_price_holds_from_the_first_scan_of_its_day(open_till: Till, owner: Actor, clock: SetClock) -> None:
    till = open_till
    assert change(till, owner, MATE, 139, TUESDAY) == Changed(planned=1)
    clock.instant = clock.instant.replace(hour=22, minute=59)  # 23:59 in Berlin
    assert scanned(till, MATE) == Money(129)
    clock.advance(minutes=1)
    assert scanned(till, MATE) == Money(139)
    (done,) = till.prices.card(number(till, MATE)).product.history
    assert (done.valid_from, done.before, done.state) == (TUESDAY, Money(129), PriceState.DONE)
    assert audited(till)[0] == ("price", "Olga", "1.29", "1.39")


def test_a_basket_that_is_open_at_midnight_keeps_its_prices(open_till: Till, owner: Actor, clock: SetClock) -> None:
    till = open_till
    change(till, owner, MATE, 139, TUESDAY)
    basket = till.checkout.scan(till.checkout.new_basket(), MATE)
    clock.advance(hours=20)
    basket = till.checkout.scan(basket, MATE)
    assert [line.unit_price for line in basket.active] == [Money(129), Money(139)]
    total = till.checkout.price(basket).total
    sale = till.checkout.pay(owner, basket, [Tender(TenderType.CASH, total)])
    assert sale.total == Money(129 + 139 + 30)


def test_what_became_due_while_the_till_was_off_holds_when_it_opens(
    till: Till, owner: Actor, clock: SetClock, shop_file: Path
) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    change(till, owner, MATE, 149, TUESDAY + timedelta(days=1))
    till.close()
    clock.advance(days=7)
    again = Till(shop_file, clock=clock)
    try:
        assert price(again, MATE) == Money(149)
        mate = number(again, MATE)
        assert again.prices.price_on(mate, TUESDAY) == Money(139)
        assert again.prices.planned() == []
        assert again.begin_day() == 0
    finally:
        again.close()


def test_a_reader_beside_the_till_writes_nothing(till: Till, owner: Actor, clock: SetClock, shop_file: Path) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    clock.advance(days=1)
    reader = Till(shop_file, clock=clock, exclusive=False)
    assert price(reader, MATE) == Money(129)
    reader.close()
    assert till.begin_day() == 1
    assert till.begin_day() == 0


def test_a_day_has_one_planned_price_and_the_last_word_counts(till: Till, owner: Actor) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    change(till, owner, MATE, 149, TUESDAY)
    assert [entry.change.price for entry in till.prices.planned()] == [Money(149)]


def test_a_planned_price_can_be_cancelled_once(till: Till, owner: Actor, clock: SetClock) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    planned = till.prices.planned()[0].change.number
    assert planned is not None
    till.prices.cancel(owner, planned)
    assert till.prices.planned() == []
    with pytest.raises(Refused) as refused:
        till.prices.cancel(owner, planned)
    assert refused.value.code == "not_planned"
    clock.advance(days=2)
    assert scanned(till, MATE) == Money(129)


def test_a_day_that_is_over_is_refused_and_today_is_at_once(till: Till, owner: Actor) -> None:
    with pytest.raises(Refused) as refused:
        change(till, owner, MATE, 139, MONDAY - timedelta(days=1))
    assert refused.value.code == "past_day"
    assert change(till, owner, MATE, 139, MONDAY) == Changed(done=1)


def test_a_pack_that_is_gone_takes_its_plan_along(till: Till, owner: Actor, clock: SetClock) -> None:
    from dataclasses import replace

    change(till, owner, CRATE, 2190, TUESDAY)
    till.products.save(owner, replace(till.products.product(number(till, MATE)), packs=()))
    assert till.prices.planned() == []
    clock.advance(days=1)
    assert till.begin_day() == 0
    assert price(till, MATE) == Money(129)


# What it was


def test_prices_from_wherever_are_in_the_history(till: Till, owner: Actor, clock: SetClock) -> None:
    from dataclasses import replace

    mate = number(till, MATE)
    till.products.save(owner, replace(till.products.product(mate), price=Money(135)))
    clock.advance(days=2)
    listed = read_products(b"code;name;price\n4029764001807;Club-Mate 0,5 l;1,45\n", till.checkout.tax_class_of)
    till.products.import_list(owner, listed)
    history = till.prices.card(mate).product.history
    assert [(entry.price, entry.valid_from) for entry in history] == [
        (Money(135), MONDAY),
        (Money(145), MONDAY + timedelta(days=2)),
    ]
    assert history[1].why == "Product list"
    on = till.prices.price_on
    assert [on(mate, MONDAY + timedelta(days=days)) for days in (-1, 0, 1, 2, 9)] == [
        Money(129),
        Money(135),
        Money(135),
        Money(145),
        Money(145),
    ]


def test_a_list_with_the_old_prices_leaves_no_trace(till: Till, owner: Actor) -> None:
    listed = read_products(b"code;name;price\n4029764001807;Club-Mate 0,5 l;1,29\n", till.checkout.tax_class_of)
    till.products.import_list(owner, listed)
    assert till.prices.card(number(till, MATE)).product.history == ()


def test_what_came_true_is_never_edited(till: Till, owner: Actor) -> None:
    change(till, owner, MATE, 139)
    with pytest.raises(Exception, match="never changed"):
        till.database.connection.execute("UPDATE price_change SET price = 1")


@pytest.mark.parametrize("table", ["product", "pack"])
def test_a_price_that_was_changed_past_its_history_is_found(till: Till, owner: Actor, table: str) -> None:
    change(till, owner, MATE, 139)
    change(till, owner, CRATE, 2190)
    assert till.verify() == []
    till.database.connection.execute(f"UPDATE {table} SET price = 1")  # noqa: S608
    (found,) = till.verify()
    assert "not the last one of its history" in found


def test_whoever_types_a_price_on_the_very_day_knows_better_than_the_plan(
    till: Till, owner: Actor, clock: SetClock
) -> None:
    change(till, owner, MATE, 139, TUESDAY)
    clock.advance(days=1)
    change(till, owner, MATE, 149)  # before anything was scanned
    assert scanned(till, MATE) == Money(149)
    assert till.prices.planned() == []
    assert till.verify() == []


def test_the_lowest_price_of_thirty_days_is_known(till: Till, owner: Actor, clock: SetClock) -> None:
    mate = number(till, MATE)
    assert till.prices.card(mate).product.lowest == Money(129)
    change(till, owner, MATE, 99)
    clock.advance(days=5)
    change(till, owner, MATE, 149)
    assert till.prices.card(mate).product.lowest == Money(99)
    clock.advance(days=30)
    assert till.prices.card(mate).product.lowest == Money(99)  # it held until that day
    clock.advance(days=1)
    assert till.prices.card(mate).product.lowest == Money(149)


def test_a_reduction_is_announced_with_the_lowest_price_before_it(till: Till, owner: Actor, clock: SetClock) -> None:
    place = [(number(till, MATE), 0)]
    change(till, owner, MATE, 119)
    clock.advance(days=10)
    change(till, owner, MATE, 159)
    assert till.prices.labels(place, announce=True)[0].lowest is None  # dearer
    clock.advance(days=3)
    change(till, owner, MATE, 109)
    assert till.prices.labels(place, announce=True)[0].lowest == Money(119)
    assert till.prices.labels(place)[0].lowest is None


HISTORY = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 999)), max_size=12)


@given(HISTORY, st.integers(1, 999), st.integers(0, 70))
def test_the_lowest_price_is_the_lowest_of_all_days(steps: list[tuple[int, int]], first: int, until: int) -> None:
    begin, history, before = date(2026, 1, 1), [], Money(first)
    for after, cents in sorted(steps, key=lambda step: step[0]):
        history.append(PriceChange(1, Money(cents), begin + timedelta(days=after), OPENING, "Olga", before=before))
        before = Money(cents)
    day = begin + timedelta(days=until)
    each = [price_then(history, before, day - timedelta(days=back)) for back in range(32)]
    within = [entry.price for entry in history if day - timedelta(days=31) < entry.valid_from <= day]
    assert lowest(history, before, day) == min(entry for entry in (*each, *within) if entry is not None)


def test_without_a_change_there_is_nothing_to_announce() -> None:
    assert announced([]) is None
    assert price_then([], Money(5), MONDAY) == Money(5)


# Content, cost, margin


def test_margin_and_unit_price_stand_on_the_card(till: Till, owner: Actor) -> None:
    mate = number(till, MATE)
    card = till.prices.card(mate)
    assert (card.product.margin, card.product.unit_price, card.proposed) == (None, None, Content(Quantity(500), "l"))
    till.prices.put_facts(owner, mate, card.proposed, 6500)
    itself, crate = till.prices.card(mate).tags
    assert itself.unit_price == UnitPrice(Money(258), "l")
    assert itself.margin is not None
    assert (itself.margin.amount, itself.margin.permille) == (Money(43), 400)
    assert crate.unit_price == UnitPrice(Money(228), "l")
    assert crate.margin is not None
    assert crate.margin.amount == Money(1916 - 1300)
    assert crate.tag.deposit == Money(20 * 15 + 150)
    assert audited(till)[0] == ("product_facts", "Olga", "-; -", "0.5 l; 0.6500")


def test_who_may_not_change_prices_learns_no_costs(till: Till, owner: Actor, cashier: Actor) -> None:
    mate = number(till, MATE)
    till.prices.put_facts(owner, mate, None, 6500)
    card = till.prices.card(mate, cashier)
    assert (card.costs, card.facts.cost, card.product.margin) == (False, None, None)
    rows = till.prices.listed(PricesWanted(margin_below=900), looking=cashier).rows
    assert len(rows) > 1
    assert all(row.cost is None for row in rows)
    assert till.prices.card(mate, owner).product.margin is not None
    till.prices.put_facts(owner, mate, Content(Quantity(500), "l"), None, keep_cost=True)
    assert till.prices.card(mate).facts.cost == 6500


def test_a_label_that_lacks_its_unit_price_is_noticed(till: Till, owner: Actor) -> None:
    places = [(number(till, code), 0) for code in (MATE, MILK, "101")]
    assert [lacks_unit_price(label) for label in till.prices.labels(places)] == [True, False, False]
    till.prices.put_facts(owner, number(till, MATE), Content(Quantity(500), "l"), None)
    assert not any(map(lacks_unit_price, till.prices.labels(places)))


def test_facts_that_are_kept_leave_the_others_alone(till: Till, owner: Actor) -> None:
    mate = number(till, MATE)
    with till.database.write() as work:
        work.prices.put_facts([work.prices.facts(mate)._replace(life=90, label=Money(129), brand="Loscher")])
    till.prices.put_facts(owner, mate, Content(Quantity(500), "l"), 1)
    facts = till.prices.card(mate).facts
    assert (facts.life, facts.label, facts.brand) == (90, Money(129), "Loscher")


def test_contents_are_taken_over_from_names_once(till: Till, owner: Actor) -> None:
    found = till.prices.contents()
    names = {row.name: content for row, content in found.rows}
    assert names["Vollmilch 1 l"] == Content(Quantity(1000), "l")
    assert "Bananen" not in names
    assert till.prices.take_contents(owner, {row.product: content for row, content in found.rows}) == len(names)
    assert till.prices.contents().rows == ()


def test_the_list_is_filtered_by_margin(till: Till, owner: Actor) -> None:
    mate, chocolate = number(till, MATE), number(till, CHOCOLATE)
    till.prices.put_facts(owner, mate, None, 6500)  # 40.0 %
    till.prices.put_facts(owner, chocolate, None, 15_000)  # at a loss
    below = [[row.name for row in till.prices.listed(PricesWanted(margin_below=share)).rows] for share in (0, 400, 401)]
    assert below == [["Schokolade 100 g"], ["Schokolade 100 g"], ["Club-Mate 0,5 l", "Schokolade 100 g"]]


@given(st.integers(1, 99_999), st.integers(0, 1_000_000), st.integers(-100, 990))
def test_the_filter_and_the_margin_agree(cents: int, cost: int, permille: int) -> None:
    from kasse.store.price_list import _margin_below

    condition, values = _margin_below(permille, {"standard": 1900})
    import sqlite3

    connection = sqlite3.connect(":memory:")
    sql = f"SELECT {condition} FROM (SELECT ? AS price, 'standard' AS tax_class) p, (SELECT ? AS cost) f"  # noqa: S608
    (found,) = connection.execute(sql, (*values, cents, cost)).fetchone()
    connection.close()
    net = cents * 1_000_000
    assert bool(found) == ((net - cost * 11_900) * 1000 < permille * net)


def test_the_list_shows_what_is_planned_and_what_was_changed(till: Till, owner: Actor) -> None:
    change(till, owner, MATE, 135)
    change(till, owner, MATE, 139, TUESDAY)
    row = next(row for row in till.prices.listed(PricesWanted("mate")).rows)
    assert (row.price, row.planned, row.changed, row.rate) == (Money(135), (TUESDAY, Money(139)), MONDAY, 1900)
    rows = till.prices.listed(PricesWanted(department="Getränke")).rows
    assert [entry.name for entry in rows] == ["Club-Mate 0,5 l"]
    assert till.prices.listed(PricesWanted("!!")).rows == ()
    assert not any("Leergut" in entry.name for entry in till.prices.listed(PricesWanted()).rows)


def test_a_filter_goes_on_where_the_slice_ended(till: Till) -> None:
    first = till.prices.listed(PricesWanted(), limit=3)
    assert first.after is not None
    second = till.prices.listed(PricesWanted(), limit=3, after=first.after)
    assert not {row.product for row in first.rows} & {row.product for row in second.rows}
    assert len(till.prices.all_listed(PricesWanted(), 1000)) == 10


# Labels


def test_labels_are_due_for_what_changed_until_they_are_printed(till: Till, owner: Actor) -> None:
    assert till.prices.labels() == []
    change(till, owner, MATE, 139)
    change(till, owner, CRATE, 2190)
    labels = till.prices.labels()
    assert [(label.name, label.price) for label in labels] == [
        ("Club-Mate 0,5 l", Money(139)),
        ("Kasten Club-Mate 20 x 0,5 l", Money(2190)),
    ]
    assert [row.name for row in till.prices.listed(PricesWanted(to_label=True)).rows] == ["Club-Mate 0,5 l"]
    till.prices.labelled(owner, labels)
    assert till.prices.labels() == []
    change(till, owner, MATE, 129)
    assert [label.price for label in till.prices.labels()] == [Money(129)]
    change(till, owner, MATE, 139)  # what stands on the shelf
    assert till.prices.labels() == []


def test_a_new_product_wants_a_label_and_one_to_complete_does_not(till: Till, owner: Actor) -> None:
    from kasse.catalog import Product

    till.products.save(owner, Product("Lolli", ("777",), Money(20), "reduced", "Süßes"))
    till.products.save(owner, Product("Süßes, neu", ("778",), Money(20), "reduced", "Süßes", incomplete=True))
    assert [label.name for label in till.prices.labels()] == ["Lolli"]


def test_a_label_says_it_all(till: Till, owner: Actor) -> None:
    mate = number(till, MATE)
    till.prices.put_facts(owner, mate, Content(Quantity(500), "l"), None)
    (label,) = till.prices.labels([(mate, 0)])
    assert label.code == MATE
    assert (label.price, label.unit_price, label.deposit, label.day) == (
        Money(129),
        UnitPrice(Money(258), "l"),
        Money(15),
        MONDAY,
    )


def test_a_label_has_the_code_that_scanners_read(till: Till, owner: Actor) -> None:
    from dataclasses import replace

    product = till.products.product(number(till, CHOCOLATE))
    till.products.save(owner, replace(product, codes=("11", *product.codes)))
    (label,) = till.prices.labels([(number(till, CHOCOLATE), 0)])
    assert label.code in ("4000539770708", "40084077")


def test_what_asks_for_its_price_has_no_label(till: Till) -> None:
    assert till.prices.labels([(number(till, "103"), 0)]) == []


def test_what_nobody_knows_is_said(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        till.prices.tag("4711")
    assert refused.value.code == "unknown_code"
    with pytest.raises(Refused) as refused:
        till.prices.card(987_654)
    assert refused.value.code == "no_such_product"


def test_a_price_planned_for_a_pack_is_not_that_of_the_next_one(till: Till, owner: Actor) -> None:
    """A crate goes out of the list and a six-pack comes in: what was planned for the crate is forgotten with it."""
    product = till.products.by_code(MATE)
    change(till, owner, CRATE, 1999, TUESDAY)
    crate = product.packs[0]
    without = till.products.save(owner, replace(product, packs=()))
    assert till.prices.planned() == []
    six = crate._replace(code="4029764001999", name="Sixpack", units=Quantity.of(6), price=Money(799))
    till.products.save(owner, replace(without, packs=(six,)))
    assert till.prices.begin(TUESDAY) == 0
    assert price(till, "4029764001999") == Money(799)
    assert [entry.price for entry in till.prices.card(number(till, MATE)).tags[1].history] == [Money(799)]


def test_a_form_that_was_open_over_midnight_brings_no_old_price_back(till: Till, owner: Actor, clock: SetClock) -> None:
    """Only what was typed in it: here the name, and the price of the crate."""
    change(till, owner, MATE, 139, TUESDAY)
    change(till, owner, CRATE, 2190, TUESDAY)
    opened = till.products.by_code(MATE)
    clock.advance(days=1)
    assert till.begin_day() == 2
    till.products.save(owner, replace(opened, name="Club-Mate 0,5 l Mehrweg"), opened)
    assert (price(till, MATE), price(till, CRATE)) == (Money(139), Money(2190))
    packs = tuple(pack._replace(price=Money(2300)) for pack in opened.packs)
    till.products.save(owner, replace(opened, price=Money(149), packs=packs), opened)
    assert (price(till, MATE), price(till, CRATE)) == (Money(149), Money(2300))
    assert till.verify() == []
