"""The product list as a service: search, edit, import."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kasse.barcodes import lookup_key
from kasse.catalog import Department, DepositType, Found, Product, QuickKey, Unit
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.tax import STANDARD
from kasse.texts import _

if TYPE_CHECKING:  # a till that sells reads no lists
    from kasse.product_list import BadRow, ProductList, ProductRow

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


class Imported(NamedTuple):
    """What an import did, or would do."""

    added: int
    changed: int
    unchanged: int
    bad: "tuple[BadRow, ...]" = ()


class Products:
    """What the owner keeps in order."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def search(self, text: str, limit: int = 30) -> list[Found]:
        """Products for what was typed so far; best sellers first."""
        with self._store.read() as work:
            return work.catalog.search(text, limit)

    def by_code(self, code: str) -> Product:
        """The product that has a code."""
        with self._store.read() as work:
            number = work.catalog.product_number(lookup_key(code))
            product = None if number is None else work.catalog.product(number)
        if product is None:
            raise Refused("unknown_code", _("{code} is not in the list.").format(code=code[:60]))
        return product

    def stock(self, code: str) -> tuple[Product, Quantity]:
        """A product and how many there are by the books."""
        product = self.by_code(code)
        assert product.number is not None  # noqa: S101 - it comes from the books
        with self._store.read() as work:
            return product, work.stock.level(product.number)

    def departments(self) -> list[Department]:
        """All departments."""
        with self._store.read() as work:
            return work.catalog.departments()

    def quick_keys(self) -> list[QuickKey]:
        """All quick keys."""
        with self._store.read() as work:
            return work.catalog.quick_keys()

    def save(self, actor: Actor, product: Product) -> Product:
        """Write a product, new or changed; what it was before and is now goes into the audit log."""
        actor.require(Permission.PRODUCTS)
        _check(product)
        with self._store.write() as work:
            before = work.catalog.product(product.number) if product.number is not None else None
            number = work.catalog.save(product)
            saved = work.catalog.product(number)
            assert saved is not None  # noqa: S101 - just written
            self._audit(work, actor, "product", saved.codes[0], _described(before), _described(saved))
            return saved

    def import_list(
        self, actor: Actor, listed: "ProductList", *, dry_run: bool = False, progress: Progress = lambda done, of: None
    ) -> Imported:
        """Take a product list over: new codes are added, known ones changed where the list says something else."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            taking = _Import(work, self._clock)
            for done, row in enumerate(listed.rows, 1):
                taking.take(row)
                if done % 500 == 0 or done == len(listed.rows):
                    progress(done, len(listed.rows))
            result = taking.finish(actor.name)
            self._audit(work, actor, "import", str(len(listed.rows)), after=f"+{result.added} ~{result.changed}")
            if dry_run:
                raise _DryRun(result)
        return result

    def try_import(self, actor: Actor, listed: "ProductList", progress: Progress = lambda done, of: None) -> Imported:
        """What an import would do; nothing is kept."""
        try:
            return self.import_list(actor, listed, dry_run=True, progress=progress)
        except _DryRun as stopped:
            return stopped.result

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))


class _DryRun(Exception):
    """Takes the transaction back."""

    def __init__(self, result: Imported) -> None:
        super().__init__()
        self.result = result


class _Import:
    """One run over a list, within one transaction."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._departments = {department.name: department for department in work.catalog.departments()}
        self._deposits = {deposit.each: deposit.code for deposit in reversed(work.catalog.deposit_types())}
        self._new: list[Product] = []
        self._stock: list[tuple[str, Quantity]] = []
        self._changed = 0
        self._unchanged = 0
        self._bad: list[BadRow] = []
        self._lines: dict[str, int] = {}

    def take(self, row: "ProductRow") -> None:
        number = self._work.catalog.product_number(lookup_key(row.code))
        reason = self._clash(row, number) or (_by_piece() if row.deposit and row.unit != Unit.PIECE.value else "")
        if reason:
            self._refuse(row, reason)
        elif number is None:
            self._new.append(self._product(row))
            self._note_stock(row)
        else:
            self._change(row, number)

    def _refuse(self, row: "ProductRow", reason: str) -> None:
        from kasse.product_list import BadRow

        self._bad.append(BadRow(row.line, reason, row.name[:120]))

    def _note_stock(self, row: "ProductRow") -> None:
        if row.stock is not None:  # 0 says there are none left
            self._stock.append((row.code, row.stock))

    def _change(self, row: "ProductRow", number: int) -> None:
        before = self._work.catalog.product(number)
        assert before is not None  # noqa: S101 - its number was just read
        pack = _pack_named(before, row)
        if pack:
            self._refuse(
                row,
                _("The code {code} is that of “{name}”, a pack of {product}. Change it there.").format(
                    code=row.code, name=pack, product=before.name
                ),
            )
            return
        after = self._merged(before, row)
        if after.deposit is not None and after.unit is not Unit.PIECE:
            self._refuse(row, _by_piece())
            return
        self._note_stock(row)
        if after == before:
            self._unchanged += 1
        else:
            self._work.catalog.save(after)
            self._changed += 1

    def _clash(self, row: "ProductRow", number: int | None) -> str:
        """Which of a row's codes is another's already: a code has more than one spelling, and one owner."""
        keys = {lookup_key(code): code for code in (row.code, *row.extra_codes)}
        for key, code in keys.items():
            if key in self._lines:
                return _("The code {code} is already on line {line}. Remove one of the two.").format(
                    code=code, line=self._lines[key]
                )
            owner = self._work.catalog.product_number(key)
            if owner not in (None, number):
                product = self._work.catalog.product(owner or 0)
                return _("The code {code} belongs to {name} already.").format(
                    code=code, name="" if product is None else product.name
                )
        self._lines.update(dict.fromkeys(keys, row.line))
        return ""

    def finish(self, who: str) -> Imported:
        """Add what is new, and the stock that the list brings along."""
        self._work.catalog.add_many(self._new)
        counted: dict[int, Quantity] = {}  # a product on two rows, by two of its codes, has the stock of the last one
        for code, quantity in self._stock:
            number = self._work.catalog.product_number(lookup_key(code))
            assert number is not None  # noqa: S101 - added above
            counted[number] = quantity
        changes = [(number, quantity - self._work.stock.level(number)) for number, quantity in counted.items()]
        entries = [entry for entry in changes if entry[1]]
        if entries:
            document: UUID = uuid7()
            self._work.stock.move(document, entries, "import", self._clock.now(), who)
        return Imported(len(self._new), self._changed, self._unchanged, tuple(self._bad))

    def _product(self, row: "ProductRow") -> Product:
        department = self._department(row)
        return Product(
            name=row.name,
            codes=(row.code, *row.extra_codes),
            price=row.price,
            tax_class=row.tax_class or department.tax_class,
            department=department.name,
            unit=Unit(row.unit),
            deposit=self._deposit(row.deposit),
            age_limit=row.age_limit,
            price_bound=row.price_bound,
            incomplete=row.price is None or (row.tax_class is None and row.department is None),
        )

    def _merged(self, before: Product, row: "ProductRow") -> Product:
        """What the list says replaces what was; what it leaves out stays."""
        codes = {lookup_key(code): code for code in (row.code, *row.extra_codes, *before.codes)}
        kept = {lookup_key(code): code for code in before.codes}
        after = replace(
            before,
            name=row.name,
            codes=(*before.codes, *(code for key, code in codes.items() if key not in kept)),
            price=before.price if row.price is None else row.price,
            tax_class=row.tax_class or before.tax_class,
            department=self._department(row).name if row.department else before.department,
            deposit=self._deposit(row.deposit) or before.deposit,
            age_limit=row.age_limit or before.age_limit,
            price_bound=row.price_bound or before.price_bound,
        )
        return replace(after, incomplete=before.incomplete and after.price is None)

    def _department(self, row: "ProductRow") -> Department:
        name = row.department or _("Other")
        if name not in self._departments:
            department = Department(name, row.tax_class or STANDARD)
            self._work.catalog.put_departments([department])
            self._departments[name] = department
        return self._departments[name]

    def _deposit(self, each: Money | None) -> str | None:
        if each is None:
            return None
        if each not in self._deposits:
            code = f"pfand{each.cents}"
            self._work.catalog.put_deposit_types([DepositType(code, _("Deposit {amount}").format(amount=each), each)])
            self._deposits[each] = code
        return self._deposits[each]


def _pack_named(product: Product, row: "ProductRow") -> str:
    """The pack of a product that a row names by its code, if it does."""
    keys = {lookup_key(code) for code in (row.code, *row.extra_codes)}
    return next((pack.name for pack in product.packs if lookup_key(pack.code) in keys), "")


def _by_piece() -> str:
    return _("A deposit is for each piece. Sell this by the piece, or without a deposit.")


def _check(product: Product) -> None:
    if not product.name.strip():
        raise Refused("no_name", _("Give the product a name: the receipt must say what was sold."))
    if not product.codes:
        raise Refused("no_code", _("Give the product a code, or a short number of your own."))
    if product.deposit is not None and product.unit is not Unit.PIECE:
        raise Refused("deposit_by_piece", _by_piece())
    if product.price is not None and product.price.cents < 0:
        raise Refused("negative_price", _("A price cannot be negative. To give money back, use a return or empties."))


def _described(product: Product | None) -> str:
    if product is None:
        return ""
    price = "-" if product.price is None else str(product.price)
    facts = [product.name, ", ".join(product.codes), price, product.tax_class, product.department, product.unit.value]
    facts.append(f"deposit {product.deposit or '-'}")
    facts.append(f"age {product.age_limit}")
    facts.append("price bound" if product.price_bound else "price free")
    facts += [f"pack {pack.code} {pack.units!s} {pack.price!s} {pack.deposit or '-'}" for pack in product.packs]
    return "; ".join(facts)
