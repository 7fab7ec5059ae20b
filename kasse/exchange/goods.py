"""A list of products against the shop's: new ones, changed ones, and what else the owner keeps of them."""

from collections.abc import Callable
from dataclasses import replace

from kasse.barcodes import lookup_key
from kasse.books.exchange import Change, Difference, ListKind, Prepared
from kasse.books.prices import ProductFacts
from kasse.catalog import Department, DepositType, Product, Unit
from kasse.errors import Refused
from kasse.exchange import mapping
from kasse.exchange.keeping import digest
from kasse.exchange.preview import Around
from kasse.exchange.sheet import read_sheet
from kasse.exchange.words import Value, cost_of, cost_said, count_of, differences
from kasse.money import Money
from kasse.product_list import BadRow, ProductList, ProductRow, RowReader, known_cells
from kasse.product_list import cells as cell
from kasse.product_list.records import Record
from kasse.quantity import Quantity
from kasse.tax import STANDARD
from kasse.texts import N_, _

FACTS = frozenset({"cost", "brand", "life"})
LONGEST_LIFE = 3650


def read_product_list(name: str, data: bytes, tax_class_of: Callable[[str], str]) -> ProductList:
    """A list for a shop that is only being made: all of its rows, whatever kind of file it is."""
    sheet = read_sheet(name, data, lambda cells: mapping.score(ListKind.PRODUCTS, cells))
    guessed = mapping.guess(ListKind.PRODUCTS, sheet.headings)
    reader = RowReader(mapping.columns_of(ListKind.PRODUCTS, sheet.headings, guessed), tax_class_of)
    rows: list[ProductRow] = []
    bad: list[BadRow] = []
    for record in sheet.records:
        try:
            rows.append(reader.row(record))
        except Refused as refusal:
            bad.append(BadRow(record.line, refusal.message, sheet.text_of(record)))
    return ProductList(tuple(rows), tuple(bad), reader.columns.ignored)


class GoodsPlanner:
    """One run over a list of products."""

    def __init__(self, around: Around) -> None:
        self._work = around.work
        self._columns = around.columns
        self._reader = RowReader(around.columns, around.tax_class_of)
        self._has_facts = bool(FACTS & around.columns.index.keys())
        self._departments = {department.name: department for department in around.work.catalog.departments()}
        self._deposits = {deposit.each: deposit.code for deposit in reversed(around.work.catalog.deposit_types())}
        self._new_departments: list[Department] = []
        self._new_deposits: list[DepositType] = []
        self._added: list[Product] = []
        self._facts_of_new: list[tuple[str, ProductFacts]] = []
        self._counts_of_new: list[tuple[str, Quantity]] = []
        self._pairs: dict[int, tuple[Product, Product]] = {}
        self._facts: dict[int, tuple[ProductFacts, ProductFacts]] = {}
        self._counts: dict[int, Quantity] = {}
        self._lines: dict[str, int] = {}
        self._served = around.work.customers.has_codes()

    def take(self, record: Record) -> Change | None:
        """One row."""
        row = self._reader.row(record)
        facts = self._facts_in(record) if self._has_facts else None
        number = self._work.catalog.product_number(lookup_key(row.code))
        self._refuse_clash(row, number)
        if row.deposit and row.unit != Unit.PIECE.value:
            raise by_piece()
        return self._new(row, facts) if number is None else self._known(row, number, facts)

    def finish(self) -> Prepared:
        """All of it; pairs that ended where they began are none."""
        return Prepared(
            departments=tuple(self._new_departments),
            deposits=tuple(self._new_deposits),
            added=tuple(self._added),
            digests=tuple(map(digest, self._added)),
            changed=tuple(pair for pair in self._pairs.values() if pair[0] != pair[1]),
            facts=tuple(pair for pair in self._facts.values() if pair[0] != pair[1]),
            facts_of_new=tuple(self._facts_of_new),
            counts=tuple(self._counts.items()),
            counts_of_new=tuple(self._counts_of_new),
        )

    def _facts_in(self, record: Record) -> ProductFacts:
        cells = known_cells(self._columns, record)
        life = count_of(cells.get("life", ""), self._columns.names.get("life", ""), LONGEST_LIFE)
        return ProductFacts(0, cost=cost_of(cells.get("cost", "")), life=life, brand=cell.label(cells.get("brand", "")))

    def _refuse_clash(self, row: ProductRow, number: int | None) -> None:
        """A code has more than one spelling, and one owner."""
        keys = {lookup_key(code): code for code in (row.code, *row.extra_codes)}
        for key, code in keys.items():
            if key in self._lines:
                raise Refused(
                    "duplicate_code",
                    _("The code {code} is already on line {line}. Remove one of the two.").format(
                        code=code, line=self._lines[key]
                    ),
                )
            owner = self._work.catalog.product_number(key)
            if owner not in (None, number):
                product = self._work.catalog.product(owner or 0)
                raise Refused(
                    "code_taken",
                    _("The code {code} belongs to {name} already.").format(
                        code=code, name="" if product is None else product.name
                    ),
                )
        for sentence in self._work.customers.takes(list(keys)).values() if self._served else ():
            raise Refused("code_taken", sentence)
        self._lines.update(dict.fromkeys(keys, row.line))

    # New

    def _new(self, row: ProductRow, facts: ProductFacts | None) -> Change:
        product = self._product(row)
        self._added.append(product)
        if facts is not None and facts != ProductFacts(0):
            self._facts_of_new.append((row.code, facts))
        if row.stock is not None:  # 0 says there are none left
            self._counts_of_new.append((row.code, row.stock))
        shown = differences([(N_("Selling price"), None, row.price)])
        return Change(row.line, row.code, row.name, True, shown)

    def _product(self, row: ProductRow) -> Product:
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
            incomplete=_leaves_open(row.price, row),
        )

    # Known

    def _known(self, row: ProductRow, number: int, facts: ProductFacts | None) -> Change | None:
        first, before = self._before(number)
        if pack := pack_named(before, row):
            raise Refused(
                "pack_code",
                _("The code {code} is that of “{name}”, a pack of {product}. Change it there.").format(
                    code=row.code, name=pack, product=before.name
                ),
            )
        after = self._merged(before, row)
        if after.deposit is not None and after.unit is not Unit.PIECE:
            raise by_piece()
        found = () if after == before else differences(_pairs(before, after))
        self._pairs[number] = (first, after)
        if facts is not None:
            found += self._known_facts(number, facts)
        if row.stock is not None:
            found += differences([(N_("Stock"), self._level(number), row.stock)])
            self._counts[number] = row.stock
        return Change(row.line, row.code, after.name, False, found) if found else None

    def _before(self, number: int) -> tuple[Product, Product]:
        """A product as it is, and as rows before this one have made it."""
        if number in self._pairs:
            return self._pairs[number]
        product = self._work.catalog.product(number)
        assert product is not None  # noqa: S101 - its number was just read
        return product, product

    def _level(self, number: int) -> Quantity:
        return self._counts[number] if number in self._counts else self._work.stock.level(number)

    def _known_facts(self, number: int, said_now: ProductFacts) -> tuple[Difference, ...]:
        first, before = self._facts.get(number) or (self._work.prices.facts(number),) * 2
        after = before._replace(
            cost=before.cost if said_now.cost is None else said_now.cost,
            life=before.life if said_now.life is None else said_now.life,
            brand=said_now.brand or before.brand,
        )
        self._facts[number] = (first, after)
        return differences(
            [
                (N_("Cost, net"), cost_said(before.cost), cost_said(after.cost)),
                (N_("Shelf life in days"), before.life, after.life),
                (N_("Brand"), before.brand, after.brand),
            ]
        )

    def _merged(self, before: Product, row: ProductRow) -> Product:
        """What the list says replaces what was; what it leaves out stays."""
        kept = {lookup_key(code) for code in before.codes}
        more = tuple(code for code in (row.code, *row.extra_codes) if lookup_key(code) not in kept)
        after = replace(
            before,
            name=row.name,
            codes=(*before.codes, *more),
            price=before.price if row.price is None else row.price,
            tax_class=row.tax_class or before.tax_class,
            department=self._department(row).name if row.department else before.department,
            deposit=self._deposit(row.deposit) or before.deposit,
            age_limit=row.age_limit or before.age_limit,
            price_bound=row.price_bound or before.price_bound,
        )
        return replace(after, incomplete=before.incomplete and _leaves_open(after.price, row))

    # What products refer to

    def _department(self, row: ProductRow) -> Department:
        name = row.department or _("Other")
        if name not in self._departments:
            self._departments[name] = Department(name, row.tax_class or STANDARD)
            self._new_departments.append(self._departments[name])
        return self._departments[name]

    def _deposit(self, each: Money | None) -> str | None:
        if each is None:
            return None
        if each not in self._deposits:
            code = f"pfand{each.cents}"
            self._new_deposits.append(DepositType(code, _("Deposit {amount}").format(amount=each), each))
            self._deposits[each] = code
        return self._deposits[each]


def _leaves_open(price: Money | None, row: ProductRow) -> bool:
    """Whether a row leaves something to complete: the price, or whose VAT it bears."""
    return price is None or (row.tax_class is None and row.department is None)


def _pairs(before: Product, after: Product) -> list[tuple[str, Value, Value]]:
    """What a row can change of a product."""
    return [
        (N_("Name"), before.name, after.name),
        (N_("Selling price"), before.price, after.price),
        (N_("VAT"), before.tax_class, after.tax_class),
        (N_("Department"), before.department, after.department),
        (N_("Deposit"), before.deposit, after.deposit),
        (N_("Age limit"), before.age_limit, after.age_limit),
        (N_("Price bound"), before.price_bound, after.price_bound),
        (N_("More codes"), ", ".join(before.codes), ", ".join(after.codes)),
        (N_("Still to complete"), before.incomplete, after.incomplete),
    ]


def pack_named(product: Product, row: ProductRow) -> str:
    """The pack of a product that a row names by its code, if it does."""
    keys = {lookup_key(code) for code in (row.code, *row.extra_codes)}
    return next((pack.name for pack in product.packs if lookup_key(pack.code) in keys), "")


def by_piece() -> Refused:
    """The refusal of a deposit on what is weighed."""
    return Refused("deposit_by_piece", _("A deposit is for each piece. Sell this by the piece, or without a deposit."))
