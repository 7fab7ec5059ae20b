"""A till without a window: a basket as JSON in, a sale as JSON out. `docs/sell.md` describes both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias
from uuid import UUID

from kasse import basket as rules
from kasse.basket import Basket, Discount
from kasse.catalog import Unit
from kasse.checkout import Checkout
from kasse.errors import Refused
from kasse.money import ZERO, Money
from kasse.people import Actor
from kasse.pricing import Position, PositionKind, Saving
from kasse.quantity import ONE, Quantity
from kasse.sale import BENEFIT, BENEFIT_REASON, EAT_IN, OWN_USE, Payment, Sale, Tender, TenderType
from kasse.tax import ZERO_RATED, rate_text
from kasse.texts import _

Fields: TypeAlias = Mapping[str, object]

_ORDER = frozenset(
    {"lines", "discount", "age_checked", "tenders", "sale_id", "customer", "eat_in", "own_use", "benefit"}
)
_LINE = frozenset({"code", "open", "return", "voucher", "pay_tab", "tip", "quantity", "price", "discount"})
_LINE_WITH = {
    "code": frozenset({"code", "quantity", "price", "discount"}),
    "open": frozenset({"open", "quantity", "discount"}),
    "return": frozenset({"return", "quantity"}),
    "voucher": frozenset({"voucher"}),
    "pay_tab": frozenset({"pay_tab"}),
    "tip": frozenset({"tip"}),
}
_VOUCHER = frozenset({"amount", "tax", "code"})
_OPEN = frozenset({"name", "price", "tax", "department"})
_RETURN = frozenset({"receipt_no", "line"})
_TIP = frozenset({"amount", "for"})
_BENEFIT = frozenset({"person", "reason"})


@dataclass(frozen=True, slots=True)
class Order:
    """A basket and the money for it; `tenders` is None where nothing is said of money."""

    basket: Basket
    tenders: tuple[Tender, ...] | None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that stands in the JSON without quotes. It is kept as it is written, and refused."""

    text: str


def _refuse_constant(text: str) -> NoReturn:
    raise Refused("bad_number", _("“{text}” is not a number the till can use.").format(text=text))


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refused("bad_json", _("A field stands twice in the basket."))
    return fields


def decoded(data: bytes) -> str:
    """The text of a file; a byte order mark is welcome."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("bad_json", _("The basket is not UTF-8 text.")) from error


def _json(text: str) -> object:
    """No number is read as a float: none ever comes near money."""
    try:
        value = json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_twice,
        )
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        raise Refused("bad_json", _("The basket is not JSON: {reason}").format(reason=error)) from error
    except UnicodeEncodeError as error:
        raise Refused("bad_json", _("The basket holds half a character (a lone surrogate).")) from error
    except RecursionError as error:
        raise Refused("bad_json", _("The basket is not JSON for a till: it is nested too deeply.")) from error
    return value


def _fields(value: object, allowed: frozenset[str], where: str) -> Fields:
    if not isinstance(value, dict):
        raise Refused("bad_field", _("{where} must be an object with fields.").format(where=where))
    for name in value:
        if name not in allowed:
            raise Refused(
                "unknown_field",
                _("{where} has an unknown field “{name}”. Known are: {known}.").format(
                    where=where, name=name[:40], known=", ".join(sorted(allowed))
                ),
            )
    return value


def _text(fields: Fields, name: str, where: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if isinstance(value, _Number):
        raise Refused(
            "bad_field",
            _('{where}: put “{name}” in quotes, as in "{value}". Numbers are given as texts.').format(
                where=where, name=name, value=value.text[:20]
            ),
        )
    if name not in fields and default is None:
        raise Refused("bad_field", _("{where}: “{name}” is missing.").format(where=where, name=name))
    if not isinstance(value, str):
        raise Refused("bad_field", _('{where}: “{name}” must be a text such as "1.99".').format(where=where, name=name))
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise Refused("bad_field", _("{where} must be a list.").format(where=where))
    return value


def _discount(value: object, where: str) -> Discount:
    fields = _fields(value, frozenset({"percent", "amount"}), where)
    if len(fields) != 1:
        raise Refused("bad_discount", _("{where}: give either a percent or an amount.").format(where=where))
    if "percent" in fields:
        return Discount.percent_off(_text(fields, "percent", where))
    return Discount.amount_off(Money.parse(_text(fields, "amount", where)))


class _Reader:
    """Builds a basket line by line, with the rules the window follows."""

    def __init__(self, checkout: Checkout, actor: Actor, people: Mapping[str, int]) -> None:
        self._checkout = checkout
        self._actor = actor
        self._people = people

    def order(self, text: str) -> Order:
        fields = _fields(_json(text), _ORDER, _("The basket"))
        basket = self._checkout.new_basket(_sale_id(fields))
        if "customer" in fields:
            number = self._checkout.customer_of_card(_text(fields, "customer", _("The basket")))
            basket = self._checkout.name_customer(basket, number)
        for number, line in enumerate(_list(fields.get("lines"), _("“lines”")), 1):
            where = _("Line {number}").format(number=number)
            basket = self._line(basket, _fields(line, _LINE, where), where)
        if not basket.lines:
            raise Refused("empty_basket", _("The basket is empty."))
        if "discount" in fields:
            discount = _discount(fields["discount"], _("The basket's discount"))
            basket = self._checkout.discount_basket(self._actor, basket, discount)
        if _is_true(fields, "age_checked"):
            basket = rules.confirm_age(basket)
        basket = self._checkout.eat_in(self._taken(basket, fields), _is_true(fields, "eat_in"))
        return Order(basket, _tenders(fields["tenders"]) if "tenders" in fields else None)

    def _taken(self, basket: Basket, fields: Fields) -> Basket:
        """Goods that nobody pays: the owner takes them, or somebody who works here is given them."""
        if "own_use" in fields and "benefit" in fields:
            raise Refused("bad_field", _("Give either “own_use” or “benefit”."))
        if "own_use" in fields:
            return self._checkout.take(self._actor, basket, _text(fields, "own_use", _("The basket")))
        if "benefit" not in fields:
            return basket
        where = _("“benefit”")
        entry = _fields(fields["benefit"], _BENEFIT, where)
        name = _text(entry, "person", where)
        number = self._people.get(name.strip().casefold())
        if number is None:
            raise Refused("no_such_person", _("Nobody called “{name}” works here.").format(name=name[:40]))
        return self._checkout.take(self._actor, basket, _text(entry, "reason", where), number)

    def _tip(self, basket: Basket, fields: Fields, where: str) -> Basket:
        """For the staff, where nobody says that it is the owner's."""
        entry = _fields(fields["tip"], _TIP, where)
        whose = _text(entry, "for", where, "staff")
        if whose not in ("staff", "owner"):
            raise Refused("bad_field", _("{where}: a tip is for “staff” or “owner”.").format(where=where))
        amount = Money.parse(_text(entry, "amount", where))
        return self._checkout.tip(self._actor, basket, amount, for_owner=whose == "owner")

    def _line(self, basket: Basket, fields: Fields, where: str) -> Basket:
        sources = [name for name in _LINE_WITH if name in fields]
        if len(sources) != 1:
            raise Refused(
                "bad_line",
                _("{where} must have one of: {names}.").format(where=where, names=", ".join(_LINE_WITH)),
            )
        _fields(fields, _LINE_WITH[sources[0]], where)
        acts = {"return": self._returned, "voucher": self._voucher, "pay_tab": self._pay_tab, "tip": self._tip}
        if sources[0] in acts:
            return acts[sources[0]](basket, fields, where)
        basket = self._opened(basket, fields, where) if sources == ["open"] else self._coded(basket, fields, where)
        if "discount" not in fields:
            return basket
        discount = _discount(fields["discount"], where)
        return self._checkout.discount_line(self._actor, basket, basket.lines[-1].key, discount)

    def _coded(self, basket: Basket, fields: Fields, where: str) -> Basket:
        code = _text(fields, "code", where)
        quantity = Quantity.parse(_text(fields, "quantity", where)) if "quantity" in fields else None
        price = rules.check_price(Money.parse(_text(fields, "price", where))) if "price" in fields else None
        lines, basket = basket.lines, self._checkout.scan(basket, code, quantity, price=price, merge=False)
        if basket.lines is lines:  # a customer's card, or a coupon
            return basket
        line = basket.lines[-1]
        if price is None or price == line.unit_price:
            return basket
        return self._checkout.override_price(self._actor, basket, line.key, price)

    def _voucher(self, basket: Basket, fields: Fields, where: str) -> Basket:
        """A voucher to be sold; one is redeemed by its code, like everything else."""
        entry = _fields(fields["voucher"], _VOUCHER, where)
        amount = Money.parse(_text(entry, "amount", where))
        tax_class = self._checkout.tax_class_of(_text(entry, "tax", where)) if "tax" in entry else ZERO_RATED
        return self._checkout.sell_voucher(basket, amount, tax_class, _text(entry, "code", where, ""))

    def _pay_tab(self, basket: Basket, fields: Fields, where: str) -> Basket:
        return self._checkout.pay_tab(self._actor, basket, Money.parse(_text(fields, "pay_tab", where)))

    def _opened(self, basket: Basket, fields: Fields, where: str) -> Basket:
        entry = _fields(fields["open"], _OPEN, where)
        price = rules.check_price(Money.parse(_text(entry, "price", where)))
        tax_class = self._checkout.tax_class_of(_text(entry, "tax", where))
        name, department = _text(entry, "name", where), _text(entry, "department", where, "")
        quantity = Quantity.parse(_text(fields, "quantity", where, "1"))
        return self._checkout.open_line(basket, name, price, tax_class, quantity, department)

    def _returned(self, basket: Basket, fields: Fields, where: str) -> Basket:
        entry = _fields(fields["return"], _RETURN, where)
        receipt_no = _whole(_text(entry, "receipt_no", where), where)
        if "line" not in entry:
            if "quantity" in fields:
                raise Refused(
                    "bad_line", _("{where}: a quantity needs the receipt's line that it is of.").format(where=where)
                )
            return self._checkout.return_lines(self._actor, basket, receipt_no)
        quantity = Quantity.parse(_text(fields, "quantity", where)) if "quantity" in fields else ONE
        position = _whole(_text(entry, "line", where), where)
        return self._checkout.return_lines(self._actor, basket, receipt_no, {position: abs(quantity)})


def _whole(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused("bad_number", _("{where}: “{text}” is not a whole number.").format(where=where, text=text[:40]))
    return int(text)


def _sale_id(fields: Fields) -> UUID | None:
    if "sale_id" not in fields:
        return None
    try:
        return UUID(_text(fields, "sale_id", _("The basket")))
    except ValueError as error:
        raise Refused("bad_id", _("“sale_id” must be a UUID.")) from error


def _is_true(fields: Fields, name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise Refused("bad_field", _("“{name}” must be true or false.").format(name=name))
    return value


def _tenders(given: object) -> tuple[Tender, ...]:
    tenders = []
    for number, value in enumerate(_list(given, _("“tenders”")), 1):
        where = _("Tender {number}").format(number=number)
        entry = _fields(value, frozenset({"type", "amount", "currency"}), where)
        kind = _text(entry, "type", where)
        if kind not in set(TenderType):
            raise Refused(
                "bad_tender",
                _("{where}: pay by cash, card, tab or foreign, not by “{kind}”.").format(where=where, kind=kind[:40]),
            )
        if (kind == TenderType.FOREIGN) != ("currency" in entry):
            raise Refused("bad_tender", _("{where}: “currency” belongs to foreign cash.").format(where=where))
        currency = _text(entry, "currency", where, "").strip().upper()
        tenders.append(Tender(TenderType(kind), Money.parse(_text(entry, "amount", where)), currency))
    return tuple(tenders)


def read_order(text: str, checkout: Checkout, actor: Actor, people: Mapping[str, int] | None = None) -> Order:
    """Read and price a basket; `Refused` says what is wrong with it. Nothing is booked.

    `people` are the numbers of those who work here, by their names in small letters.
    """
    return _Reader(checkout, actor, people or {}).order(text)


def as_json(sale: Sale) -> dict[str, Any]:
    """A sale in JSON's types; amounts are texts with two decimals."""
    answer: dict[str, Any] = {
        "sale_id": str(sale.id),
        "receipt_no": sale.receipt_no,
        "state": sale.state.value,
        "lines": [_line(position, sale.saved) for position in sale.positions if _is_told(position)],
        "total": str(sale.total),
        "vat": [
            {"rate": rate_text(vat.rate), "gross": str(vat.gross), "net": str(vat.net), "tax": str(vat.tax)}
            for vat in sale.vat
        ],
        "tenders": [_tender(sale, number) for number, payment in enumerate(sale.payments, 1) if _is_given(payment)],
        "change": str(sale.change),
    }
    if sale.fact(EAT_IN):
        answer["eat_in"] = True
    if sale.fact(OWN_USE):
        answer["own_use"] = sale.fact(OWN_USE)
    if sale.fact(BENEFIT):
        answer["benefit"] = {"person": sale.fact(BENEFIT), "reason": sale.fact(BENEFIT_REASON)}
    return answer


def _is_told(position: Position) -> bool:
    """What only keeps a benefit in kind out of the sums is nothing to tell."""
    return not position.voided and position.kind is not PositionKind.BENEFIT


def _is_given(payment: Payment) -> bool:
    """Change for foreign money was not handed over."""
    return payment.given.cents != 0 or payment.amount.cents == 0


def _tender(sale: Sale, number: int) -> dict[str, str]:
    foreign, payment = sale.foreign(number), sale.payments[number - 1]
    if foreign is None:
        return {"type": payment.type.value, "amount": str(payment.given)}
    return {"type": payment.type.value, "currency": foreign.currency, "amount": str(foreign.amount)}


def _line(position: Position, saved: Sequence[Saving] = ()) -> dict[str, Any]:
    line: dict[str, Any] = {
        "kind": position.kind.value,
        "name": position.name,
        "quantity": str(position.quantity),
        "unit_price": str(position.unit_price),
        "discount": str(position.discount),
        "total": str(position.total),
        "tax_rate": rate_text(position.rate),
    }
    if position.kind in (PositionKind.VOUCHER, PositionKind.REDEEMED):
        line["code"] = position.code
    promotions = [{"name": one.name, "amount": str(one.amount)} for one in saved if one.position == position.number]
    if promotions:
        line["promotions"] = promotions
    return line if position.unit is Unit.PIECE else {**line, "unit": position.unit.value}


def sell(
    text: str, checkout: Checkout, actor: Actor, *, dry_run: bool = False, people: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Book a basket, or only say what it would be; without tenders that is a question for the price."""
    order = read_order(text, checkout, actor, people)
    if not dry_run:
        return as_json(checkout.pay(actor, order.basket, order.tenders or ()))
    tenders = _exact(checkout, order.basket) if order.tenders is None else order.tenders
    answer = as_json(checkout.check(actor, order.basket, tenders))
    asked = {} if order.tenders is not None else {"tenders": [], "change": str(ZERO)}
    return {**answer, "receipt_no": None, "state": "dry_run", **asked}


def _exact(checkout: Checkout, basket: Basket) -> Sequence[Tender]:
    total = checkout.price(basket).total
    return (Tender(TenderType.CASH, total),) if total else ()
