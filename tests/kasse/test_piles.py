"""What stock is worth: the worked examples of docs/valuation.md, and the law that no cent is lost in any history."""

from hypothesis import given
from hypothesis import strategies as st

from kasse.stock.piles import Both, Flow, Piles, new_piles, piles_from

AVERAGE, FIFO = True, False


def two_deliveries(merged: bool) -> Piles:
    """10 for 5.00, then 10 for 7.00."""
    piles = Piles(merged=merged)
    piles.receive(10_000, 500)
    piles.receive(10_000, 700)
    return piles


def test_by_moving_average_all_bottles_cost_the_same() -> None:
    piles = two_deliveries(AVERAGE)
    assert piles.sell(12_000) == Flow(sold=720)
    assert (piles.quantity, piles.value) == (8_000, 480)


def test_by_fifo_the_oldest_are_sold_first() -> None:
    piles = two_deliveries(FIFO)
    assert piles.sell(12_000) == Flow(sold=500 + 140)
    assert (piles.quantity, piles.value) == (8_000, 560)


def test_a_crate_whose_price_is_no_multiple_loses_no_cent() -> None:
    for merged in (AVERAGE, FIFO):
        piles = Piles(merged=merged)
        piles.receive(3_000, 100)
        assert [piles.sell(1_000).sold for _bottle in range(3)] == [33, 34, 33]
        assert (piles.quantity, piles.value) == (0, 0)


def test_below_zero_costs_what_it_cost_last_and_the_next_delivery_corrects_it() -> None:
    for merged in (AVERAGE, FIFO):
        piles = Piles(merged=merged)
        piles.receive(1_000, 100)
        assert piles.sell(3_000).sold == 300
        assert (piles.quantity, piles.value) == (-2_000, -200)
        assert piles.receive(10_000, 1_200) == Flow(came=1_200, sold=40)
        assert (piles.quantity, piles.value) == (8_000, 960)


def test_goods_without_any_known_cost_have_no_value_and_are_counted_apart() -> None:
    piles = Piles(merged=AVERAGE)
    assert piles.receive(24_000, None) == Flow()
    assert piles.sell(4_000) == Flow(unpriced=4_000)
    assert (piles.quantity, piles.value, piles.unknown) == (20_000, 0, 20_000)
    piles.receive(10_000, 500)
    assert piles.sell(25_000) == Flow(sold=250, unpriced=20_000)


def test_what_was_sold_below_zero_before_any_cost_was_known_is_priced_by_the_first_delivery() -> None:
    piles = Piles(merged=FIFO)
    assert piles.sell(5_000) == Flow(unpriced=5_000)
    assert piles.receive(20_000, 1_000) == Flow(came=1_000, sold=250)
    assert (piles.quantity, piles.value) == (15_000, 750)


def test_what_a_customer_brings_back_is_worth_what_the_next_one_costs() -> None:
    piles = two_deliveries(AVERAGE)
    piles.sell(5_000)
    assert piles.come_back(1_000) == Flow(sold=-60)
    assert (piles.quantity, piles.value) == (16_000, 960)


def test_found_goods_are_worth_what_the_others_are() -> None:
    assert two_deliveries(AVERAGE).receive(2_000, None) == Flow(came=120)
    assert two_deliveries(FIFO).receive(2_000, None) == Flow(came=140)


def test_a_delivery_that_is_taken_back_leaves_the_others_as_they_were() -> None:
    for merged in (AVERAGE, FIFO):
        piles = two_deliveries(merged)
        assert piles.send_back(10_000, 700) == Flow(went=700)
        assert (piles.quantity, piles.value) == (10_000, 500)


quantities = st.integers(min_value=1, max_value=60_000)
steps = st.one_of(
    st.tuples(st.just("receive"), quantities, st.none() | st.integers(min_value=0, max_value=50_000)),
    st.tuples(st.sampled_from(["sell", "lose", "come_back"]), quantities, st.none()),
    st.tuples(st.just("send_back"), quantities, st.integers(min_value=0, max_value=50_000)),
)


@given(st.lists(steps, max_size=40), st.booleans())
def test_what_came_is_what_was_sold_or_went_or_is_left(
    history: list[tuple[str, int, int | None]], merged: bool
) -> None:
    piles, quantity = Piles(merged=merged), 0
    came = sold = went = 0
    for step, much, cost in history:
        if step == "receive":
            flow = piles.receive(much, cost)
        elif step == "send_back":
            flow = piles.send_back(much, cost or 0)
        else:
            flow = getattr(piles, step)(much)
        quantity += much if step in ("receive", "come_back") else -much
        came, sold, went = came + flow.came, sold + flow.sold, went + flow.went
        assert piles.quantity == quantity
        assert came == sold + went + piles.value
        assert piles.short == 0 or (not piles.piles and not piles.unknown)
        assert all(pile[0] > 0 and pile[1] >= 0 for pile in piles.piles)
        if quantity == 0:
            assert piles.value == 0


@given(st.lists(steps, max_size=20))
def test_both_methods_come_back_from_the_books_as_they_were(history: list[tuple[str, int, int | None]]) -> None:
    both = new_piles()
    for step, much, cost in history:
        for piles in both:
            if step == "receive":
                piles.receive(much, cost)
            elif step == "send_back":
                piles.send_back(much, cost or 0)
            else:
                getattr(piles, step)(much)
    (again,) = piles_from([both.to_json()])
    assert isinstance(again, Both)
    assert [piles.dump() for piles in again] == [piles.dump() for piles in both]
