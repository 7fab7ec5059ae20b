"""Suppliers and what they sell us."""

from dataclasses import replace

from kasse.barcodes import lookup_key
from kasse.books.buying import Supplier, SupplierArticle
from kasse.catalog import Product
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.money import Money, round_half_up
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.texts import _

LONGEST_LEAD = 60


class Suppliers:
    """What the owner keeps of those who deliver."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def all(self, *, former: bool = False) -> list[Supplier]:
        """All suppliers by name."""
        with self._store.read() as work:
            return work.buying.suppliers(former=former)

    def supplier(self, number: int) -> Supplier:
        """One supplier."""
        with self._store.read() as work:
            return _there(work, number)

    def named(self, name: str) -> Supplier:
        """A supplier by number, name or a part of it that no other has."""
        wanted, every = name.strip().casefold(), self.all()
        exact = [one for one in every if wanted in (one.name.casefold(), str(one.number))]
        found = exact or [one for one in every if wanted and wanted in one.name.casefold()]
        if len(found) == 1:
            return found[0]
        raise Refused("no_such_supplier", _("There is no supplier “{name}”.").format(name=name[:60]))

    def articles(self, supplier: int) -> list[SupplierArticle]:
        """What a supplier sells us."""
        with self._store.read() as work:
            return work.buying.articles(supplier)

    def articles_of(self, product: int) -> list[SupplierArticle]:
        """Who sells us a product, the preferred one first."""
        with self._store.read() as work:
            return work.buying.articles_of(product)

    def save(self, actor: Actor, supplier: Supplier) -> Supplier:
        """Write a supplier, new or changed, on record."""
        actor.require(Permission.BUYING)
        supplier = replace(supplier, name=" ".join(supplier.name.split()), email=supplier.email.strip())
        _check(supplier)
        with self._store.write() as work:
            for other in work.buying.suppliers(former=True):
                if other.number != supplier.number and other.name.casefold() == supplier.name.casefold():
                    raise Refused("name_taken", _("There is a supplier “{name}” already.").format(name=other.name))
            before = None if supplier.number is None else _there(work, supplier.number)
            saved = work.buying.put_supplier(supplier)
            if saved != before:
                self._audit(work, actor, "supplier", saved.name, _described(before), _described(saved))
            return saved

    def scanned(self, supplier: int, code: str) -> SupplierArticle:
        """The article of a scanned code as it is kept, else as it is proposed: a crate's code fills in the crate."""
        with self._store.read() as work:
            number = work.catalog.product_number(lookup_key(code))
            product = None if number is None else work.catalog.product(number)
            if product is None or number is None:
                raise Refused(
                    "unknown_code", _("{code} is not in the list. Make the product first.").format(code=code[:60])
                )
            kept = next((one for one in work.buying.articles(supplier) if one.product == number), None)
            return kept or _proposed(work, supplier, product, code)

    def save_article(self, actor: Actor, article: SupplierArticle) -> None:
        """Write what a supplier sells us, on record."""
        actor.require(Permission.BUYING)
        _check_article(article)
        with self._store.write() as work:
            supplier = _there(work, article.supplier)
            before = next(
                (one for one in work.buying.articles(article.supplier) if one.product == article.product), None
            )
            work.buying.put_articles([article])
            self._audit(
                work, actor, "supplier_article", f"{supplier.name}: {article.name}", _sold_as(before), _sold_as(article)
            )

    def remove_article(self, actor: Actor, article: SupplierArticle) -> None:
        """A supplier does not sell us something any more, on record."""
        actor.require(Permission.BUYING)
        with self._store.write() as work:
            supplier = _there(work, article.supplier)
            work.buying.remove_article(article.supplier, article.product)
            self._audit(work, actor, "supplier_article", f"{supplier.name}: {article.name}", _sold_as(article), "")

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str, after: str) -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))


def _there(work: Work, number: int) -> Supplier:
    supplier = work.buying.supplier(number)
    if supplier is None:
        raise Refused("no_such_supplier", _("This supplier is not in the list."))
    return supplier


def _proposed(work: Work, supplier: int, product: Product, code: str) -> SupplierArticle:
    """The pack whose code it is; else the product's only pack, else pieces."""
    assert product.number is not None  # noqa: S101 - it comes from the books
    key = lookup_key(code)
    pack = next((one for one in product.packs if lookup_key(one.code) == key), None)
    if pack is None and len(product.packs) == 1:
        pack = product.packs[0]
    facts = work.prices.facts(product.number)
    units = Quantity.of(1) if pack is None else pack.units
    cost = None if facts.cost is None else Money(round_half_up(facts.cost * units.thousandths, 100_000))
    return SupplierArticle(
        supplier,
        product.number,
        pack="" if pack is None else pack.name,
        units=units,
        cost=cost,
        preferred=not work.buying.articles_of(product.number),
        name=product.name,
        code=product.codes[0] if product.codes else "",
    )


def _check(supplier: Supplier) -> None:
    if not supplier.name:
        raise Refused("no_name", _("Give the supplier a name: orders carry it."))
    if supplier.email and ("@" not in supplier.email.strip("@") or " " in supplier.email):
        raise Refused("bad_email", _("“{text}” is no e-mail address.").format(text=supplier.email[:60]))
    if not 0 <= supplier.lead_days <= LONGEST_LEAD:
        raise Refused("bad_lead", _("An order takes from 0 to {limit} days.").format(limit=LONGEST_LEAD))
    if supplier.minimum is not None and supplier.minimum.cents < 0:
        raise Refused("bad_minimum", _("The least value of an order cannot be negative."))


def _check_article(article: SupplierArticle) -> None:
    if article.units.thousandths <= 0:
        raise Refused("bad_units", _("Say how many pieces are in it: 20 for a crate of 20."))
    if article.cost is not None and article.cost.cents < 0:
        raise Refused("bad_cost", _("A cost cannot be negative."))


def _described(supplier: Supplier | None) -> str:
    if supplier is None:
        return ""
    days = "".join(str(day + 1) for day in supplier.delivery_days) or "-"
    facts = [supplier.name, supplier.customer_no, supplier.contact, supplier.phone, supplier.email, supplier.address]
    facts += [
        f"minimum {'-' if supplier.minimum is None else str(supplier.minimum)}",
        f"days {days}",
        f"lead {supplier.lead_days}",
    ]
    facts += ["cash and carry"] if supplier.cash_and_carry else []
    facts += [] if supplier.active else ["former"]
    return "; ".join(fact for fact in facts if fact)


def _sold_as(article: SupplierArticle | None) -> str:
    if article is None:
        return ""
    cost = "-" if article.cost is None else str(article.cost)
    return f"{article.article_no or '-'}; {article.pack or '-'} {article.units!s}; {cost}; {article.aisle or '-'}"
