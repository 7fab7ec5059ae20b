"""The product list as a service: search, edit, import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kasse.barcodes import lookup_key
from kasse.barcodes.keys import GTIN_LENGTHS, has_check_digit, is_digits, upc_a
from kasse.catalog import Department, DepositType, Found, Listing, Product, QuickKey, Unit, Wanted
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.ids import uuid7
from kasse.money import Money
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.quantity import Quantity
from kasse.scan import identify, learnable
from kasse.serving.special import EAT_IN_SETTING
from kasse.tax import STANDARD
from kasse.texts import _

if TYPE_CHECKING:  # a till that sells reads no lists
    from datetime import date

    from kasse.books.prices import PriceNote
    from kasse.product_list import BadRow, ProductList, ProductRow

MAX_CODE = 48
"""The longest code, as in lists that are imported."""

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


class Imported(NamedTuple):
    """What an import did, or would do."""

    added: int
    changed: int
    unchanged: int
    bad: "tuple[BadRow, ...]" = ()


class Choices(NamedTuple):
    """What an editor of products offers: departments, kinds of deposit, and VAT classes with today's rate."""

    departments: tuple[Department, ...]
    deposits: tuple[DepositType, ...]
    tax_classes: tuple[tuple[str, int], ...]


class CodeCheck(NamedTuple):
    """What is known of a code before it is given to a product: whose it is, and what is odd about it."""

    code: str
    owner: str = ""
    warning: str = ""


class Products:
    """What the owner keeps in order."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def search(self, text: str, limit: int = 30) -> list[Found]:
        """Products for what was typed so far; best sellers first."""
        with self._store.read() as work:
            return work.catalog.search(text, limit)

    def listed(self, wanted: Wanted, limit: int = 200, after: int = 0) -> Listing:
        """A slice of the list with stock; best sellers first. `after` of one slice asks for the next."""
        with self._store.read() as work:
            return work.catalog.listed(wanted, limit, after)

    def product(self, number: int) -> Product:
        """A product as it is kept."""
        with self._store.read() as work:
            product = work.catalog.product(number)
        if product is None:
            raise Refused("no_such_product", _("This product is not in the list any more."))
        return product

    def scanned(self, text: str) -> tuple[Product | None, str]:
        """The product that a scan means, if any, and the code by which it is found, whatever else a label says."""
        with self._store.read() as work:
            rules = work.catalog.code_rules()
            code = learnable(text, rules).code
            try:
                number = identify(text, rules, work).article.product
            except Refused:
                number = None
            return None if number is None else work.catalog.product(number), code

    def choices(self, today: "date") -> Choices:
        """What there is to choose from for a product."""
        with self._store.read() as work:
            rates = sorted(work.settings.taxes().on(today).items(), key=lambda entry: (-entry[1], entry[0]))
            return Choices(tuple(work.catalog.departments()), tuple(work.catalog.deposit_types()), tuple(rates))

    def check_code(self, code: str, product: int | None) -> CodeCheck:
        """Whether a product may have a code; a wrong check digit is only said, since shops make codes of their own."""
        code = " ".join(code.split())
        if not code.strip("0"):
            raise Refused("no_code", _("Give the product a code, or a short number of your own."))
        if len(code) > MAX_CODE:
            raise Refused("too_long", _("A code has at most {limit} signs.").format(limit=MAX_CODE))
        with self._store.read() as work:
            number = work.catalog.product_number(lookup_key(code))
            owner = work.catalog.product(number) if number not in (None, product) else None
            for sentence in work.customers.takes([lookup_key(code)]).values():
                raise Refused("code_taken", sentence)
        return CodeCheck(code, "" if owner is None else owner.name, _odd_code(code))

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

    def save(self, actor: Actor, product: Product, opened: Product | None = None) -> Product:
        """Write a product, new or changed; what it was before and is now goes into the audit log.

        `opened` is the product that a form began with: prices that were not touched in it stay what they are by now.
        """
        actor.require(Permission.PRODUCTS)
        _check(product)
        with self._store.write() as work:
            before = work.catalog.product(product.number) if product.number is not None else None
            if before is not None and opened is not None:
                product = _with_prices_of_now(product, opened, before)
            if product.department not in {department.name for department in work.catalog.departments()}:
                department = Department(product.department, product.tax_class)
                work.catalog.put_departments([department])
                self._audit(work, actor, "department", department.name, "", _department_text(department))
            _offer_eat_in(work, product.eat_in)
            number = work.catalog.save(product, price_note(work, self._clock, actor))
            saved = work.catalog.product(number)
            assert saved is not None  # noqa: S101 - just written
            self._audit(work, actor, "product", saved.codes[0], described(before), described(saved))
            return saved

    def put_quick_keys(self, actor: Actor, keys: Sequence[QuickKey]) -> None:
        """Replace the quick keys by these, in this order, on record."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            for key in keys:
                _check_key(key, work.catalog.product_number(lookup_key(key.code)))
            before = work.catalog.quick_keys()
            work.catalog.put_quick_keys(keys)
            self._audit(work, actor, "quick_keys", str(len(keys)), _keys_text(before), _keys_text(keys))

    def save_department(self, actor: Actor, department: Department, *, new: bool = False) -> None:
        """Add or change a department, on record; `new` refuses the name of one that is there."""
        actor.require(Permission.PRODUCTS)
        department = department._replace(name=" ".join(department.name.split()))
        if not department.name:
            raise Refused("no_name", _("Give the department a name: keys and reports show it."))
        with self._store.write() as work:
            known = {entry.name.casefold(): entry for entry in work.catalog.departments()}
            before = known.get(department.name.casefold())
            if new and before is not None:
                raise Refused("name_taken", _("There is a department “{name}” already.").format(name=before.name))
            work.catalog.put_departments([department])
            _offer_eat_in(work, department.eat_in)
            self._audit(
                work, actor, "department", department.name, _department_text(before), _department_text(department)
            )

    def eat_in_department(self, actor: Actor, name: str, eat_in: str | None) -> int:
        """Give a department, and all that is in it, a VAT class for what is eaten in the shop; gives how many changed.

        Articles of another class than their department's are left alone: milk is none of the drinks.
        """
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            group = next((entry for entry in work.catalog.departments() if entry.name == name), None)
            if group is None:
                raise Refused("no_department", _("There is no department “{name}”.").format(name=name[:40]))
            after = group._replace(eat_in=eat_in)
            work.catalog.put_departments([after])
            self._audit(work, actor, "department", name, _department_text(group), _department_text(after))
            _offer_eat_in(work, eat_in)
            found = [work.catalog.product(number) for number in work.catalog.in_department(name)]
            changed = [p for p in found if p is not None and p.tax_class == group.tax_class and p.eat_in != eat_in]
            for product in changed:
                other = replace(product, eat_in=eat_in)
                work.catalog.save(other)
                self._audit(work, actor, "product", product.codes[0], described(product), described(other))
        return len(changed)

    def import_list(
        self, actor: Actor, listed: "ProductList", *, progress: Progress = lambda done, of: None
    ) -> Imported:
        """Take a whole list over, as when a shop is made; what it would change is seen first in `kasse.exchange`."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            taking = _Import(work, self._clock, price_note(work, self._clock, actor, _("Product list")))
            for done, row in enumerate(listed.rows, 1):
                taking.take(row)
                if done % 500 == 0 or done == len(listed.rows):
                    progress(done, len(listed.rows))
            result = taking.finish(actor.name)
            self._audit(work, actor, "import", str(len(listed.rows)), after=f"+{result.added} ~{result.changed}")
        return result

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))


def _with_prices_of_now(product: Product, opened: Product, before: Product) -> Product:
    """The product with the prices that began while its form was open, as at midnight, where nobody typed others."""
    shown = {lookup_key(pack.code): pack.price for pack in opened.packs}
    now = {lookup_key(pack.code): pack.price for pack in before.packs}
    packs = tuple(
        pack._replace(price=now.get(key, pack.price)) if shown.get(key) == pack.price else pack
        for key, pack in ((lookup_key(pack.code), pack) for pack in product.packs)
    )
    return replace(product, price=before.price if product.price == opened.price else product.price, packs=packs)


def price_note(work: Work, clock: Clock, actor: Actor, why: str = "") -> "PriceNote":
    """What the price history says beside what somebody changes now."""
    from kasse.books.prices import PriceNote

    now = clock.now()
    return PriceNote(now, work.settings.shop().time.local(now).date(), actor.name, why)


def note_changed(work: Work, note: "PriceNote", pairs: Sequence[tuple[Product, Product]]) -> None:
    """Products that a list changed, one by one, on record as if somebody had typed them."""
    for before, after in pairs:
        was, now = described(before), described(after)
        if was != now:
            work.settings.audit(AuditEntry(note.at, note.who, "product", after.codes[0], was, now))


class _Import:
    """One run over a list, within one transaction."""

    def __init__(self, work: Work, clock: Clock, note: "PriceNote") -> None:
        self._work = work
        self._clock = clock
        self._note = note
        self._departments = {department.name: department for department in work.catalog.departments()}
        self._deposits = {deposit.each: deposit.code for deposit in reversed(work.catalog.deposit_types())}
        self._new: list[Product] = []
        self._stock: list[tuple[str, Quantity]] = []
        self._changed = 0
        self._unchanged = 0
        self._bad: list[BadRow] = []
        self._lines: dict[str, int] = {}
        self._served = work.customers.has_codes()

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
            self._work.catalog.save(after, self._note)
            note_changed(self._work, self._note, [(before, after)])
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
        for sentence in self._work.customers.takes(list(keys)).values() if self._served else ():
            return sentence
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
        self._book_counted(counted, who)
        return Imported(len(self._new), self._changed, self._unchanged, tuple(self._bad))

    def _book_counted(self, counted: Mapping[int, Quantity], who: str) -> None:
        """A stock that the list names is a count: what is booked is the difference to the books."""
        from kasse.books.stock import Reason, StockDocument, StockEntry  # a till that sells takes over no lists

        levels = {number: self._work.stock.level(number) for number in counted}
        entries = tuple(
            StockEntry(number, quantity - levels[number], expected=levels[number], counted=quantity)
            for number, quantity in counted.items()
            if quantity != levels[number]
        )
        if entries:
            note = _("Product list")
            self._work.stock.book(StockDocument(uuid7(), Reason.CORRECTION, self._clock.now(), who, note, entries))

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
            eat_in=department.eat_in if row.tax_class in (None, department.tax_class) else None,
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


def _offer_eat_in(work: Work, eat_in: str | None) -> None:
    """The till asks where it is eaten as soon as something has a class for it."""
    if eat_in and work.settings.get(EAT_IN_SETTING) != "1":
        work.settings.put(EAT_IN_SETTING, "1")


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


def _odd_code(code: str) -> str:
    number = code.replace(" ", "")
    if not is_digits(number) or len(number) not in GTIN_LENGTHS or has_check_digit(number) or upc_a(number) != number:
        return ""
    return _("The last digit of {code} does not fit the others: a slip of the finger, or a code of your own?").format(
        code=code
    )


def _check_key(key: QuickKey, product: int | None) -> None:
    if not key.label.strip():
        raise Refused("no_name", _("Give the key a text: it is what the cashier looks for."))
    if not key.page.strip():
        raise Refused("no_page", _("Give the key a page to stand on."))
    if product is None:
        raise Refused("unknown_code", _("{code} is not in the list.").format(code=key.code[:60]))


def _keys_text(keys: Sequence[QuickKey]) -> str:
    return ", ".join(f"{key.page}: {key.label} ({key.code})" for key in keys)


def _department_text(department: Department | None) -> str:
    if department is None:
        return ""
    eat_in = f"; here {department.eat_in}" if department.eat_in else ""
    return f"{department.name}; {department.tax_class}; {department.colour or '-'}; age {department.age_limit}{eat_in}"


def described(product: Product | None) -> str:
    """A product's master data as the audit log keeps them: all that a receipt or the tax office is told of it."""
    if product is None:
        return ""
    price = "-" if product.price is None else str(product.price)
    facts = [product.name, ", ".join(product.codes), price, product.tax_class, product.department, product.unit.value]
    facts.append(f"deposit {product.deposit or '-'}")
    facts.append(f"age {product.age_limit}")
    facts.append("price bound" if product.price_bound else "price free")
    facts += [f"eat in {product.eat_in}"] if product.eat_in else []
    if product.eat_in:
        facts.append(f"here {product.eat_in}")
    facts += [f"pack {pack.code} {pack.units!s} {pack.price!s} {pack.deposit or '-'}" for pack in product.packs]
    return "; ".join(facts)
