"""Lists about suppliers: who they are, and what they sell under which number, in what packs, for how much."""

from dataclasses import replace

from kasse.barcodes import lookup_key
from kasse.books.buying import Supplier, SupplierArticle
from kasse.books.exchange import Change, Difference, Prepared
from kasse.errors import Refused
from kasse.exchange.figures import not_there, twice
from kasse.exchange.preview import Around
from kasse.exchange.words import count_of, differences, units_of, weekdays_of, yes_of
from kasse.product_list import amount, known_cells
from kasse.product_list import cells as cell
from kasse.product_list.records import Record
from kasse.texts import N_, _

LONGEST_LEAD = 90


class SupplierPlanner:
    """One run over a list of suppliers; the name says which one it is."""

    def __init__(self, around: Around) -> None:
        self._columns = around.columns
        self._known = {key_of(one.name): one for one in around.work.buying.suppliers(former=True)}
        self._pairs: list[tuple[Supplier | None, Supplier]] = []
        self._lines: dict[str, int] = {}

    def take(self, record: Record) -> Change | None:
        """One row."""
        cells = known_cells(self._columns, record)
        name = cell.name(cells["name"])
        before = self._known.get(key_of(name))
        after = self._merged(before or Supplier(name), record)
        if key_of(name) in self._lines:
            raise twice(name, self._lines[key_of(name)])
        self._lines[key_of(name)] = record.line
        if before == after:
            return None
        self._pairs.append((before, after))
        return Change(record.line, after.customer_no, name, before is None, _supplier_differences(before, after))

    def _merged(self, before: Supplier, record: Record) -> Supplier:
        """What the list says replaces what was; what it leaves out stays."""
        cells = known_cells(self._columns, record)
        texts = {
            field: cell.label(cells[field])
            for field in ("customer_no", "contact", "phone", "email", "address", "note")
            if cells.get(field, "").strip()
        }
        if "@" not in texts.get("email", "@"):
            raise Refused("bad_email", _("“{text}” is no e-mail address.").format(text=texts["email"][:60]))
        days = weekdays_of(cells.get("delivery_days", ""))
        lead = count_of(cells.get("lead_days", ""), self._columns.names.get("lead_days", ""), LONGEST_LEAD)
        return replace(
            before,
            minimum=amount(self._columns, cells, "minimum") or before.minimum,
            delivery_days=days or before.delivery_days,
            lead_days=before.lead_days if lead is None else lead,
            **texts,  # type: ignore[arg-type]
        )

    def finish(self) -> Prepared:
        """All suppliers."""
        return Prepared(suppliers=tuple(self._pairs))


class ArticlePlanner:
    """One run over what suppliers sell; without a column for the supplier all of it is the source's."""

    def __init__(self, around: Around) -> None:
        self._work = around.work
        self._columns = around.columns
        self._source = around.source
        self._known = {key_of(one.name): one for one in around.work.buying.suppliers(former=True)}
        self._new: dict[str, Supplier] = {}
        self._there: dict[int, dict[int, SupplierArticle]] = {}
        self._found: list[tuple[SupplierArticle | None, SupplierArticle, str]] = []
        self._lines: dict[tuple[str, int], int] = {}

    def take(self, record: Record) -> Change | None:
        """One row."""
        cells = known_cells(self._columns, record)
        name = cell.label(cells.get("supplier", "")) or self._source
        if not name:
            raise Refused("no_supplier", _("Nobody says whose article this is. Name the supplier the list is from."))
        supplier = self._known.get(key_of(name))
        articles = {} if supplier is None else self._articles(supplier.number or 0)
        number = self._product(cells, articles)
        self._claim(record, key_of(name), number)
        before = articles.get(number)
        after = self._merged(before or SupplierArticle(0 if supplier is None else supplier.number or 0, number), cells)
        if before == after:
            return None
        if supplier is None:
            self._new.setdefault(key_of(name), Supplier(name))
        self._found.append((before, after, name if supplier is None else ""))
        product = self._work.catalog.product(number)
        shown = "" if product is None else product.name
        return Change(
            record.line, cells.get("code", "").strip(), shown, before is None, _article_differences(before, after)
        )

    def _articles(self, supplier: int) -> dict[int, SupplierArticle]:
        if supplier not in self._there:
            self._there[supplier] = {one.product: one for one in self._work.buying.articles(supplier)}
        return self._there[supplier]

    def _product(self, cells: dict[str, str], articles: dict[int, SupplierArticle]) -> int:
        """The product by its code, else by the number under which we know it of this supplier."""
        text = cells.get("code", "").strip()
        if text:
            number = self._work.catalog.product_number(lookup_key(cell.code(text)))
            if number is None:
                raise not_there(text)
            return number
        wanted = cells.get("article_no", "").strip()
        found = next((one.product for one in articles.values() if wanted and one.article_no == wanted), None)
        if found is None:
            raise Refused("empty_code", _("Neither the code nor the article number says which product this is."))
        return found

    def _claim(self, record: Record, supplier: str, product: int) -> None:
        if (supplier, product) in self._lines:
            raise Refused(
                "twice_in_list",
                _("This product is already on line {line}. Remove one of the two.").format(
                    line=self._lines[supplier, product]
                ),
            )
        self._lines[supplier, product] = record.line

    def _merged(self, before: SupplierArticle, cells: dict[str, str]) -> SupplierArticle:
        units = units_of(cells.get("units", ""))
        cost = amount(self._columns, cells, "cost")
        return before._replace(
            article_no=cell.label(cells.get("article_no", "")) or before.article_no,
            pack=cell.label(cells.get("pack", "")) or before.pack,
            units=before.units if units is None else units,
            cost=before.cost if cost is None else cost,
            aisle=cell.label(cells.get("aisle", "")) or before.aisle,
            preferred=yes_of(cells["preferred"]) if cells.get("preferred", "").strip() else before.preferred,
        )

    def finish(self) -> Prepared:
        """New suppliers, and all articles."""
        return Prepared(suppliers=tuple((None, one) for one in self._new.values()), articles=tuple(self._found))


def key_of(name: str) -> str:
    """Two spellings of one supplier's name have it in common."""
    return " ".join(name.casefold().split())


def _supplier_differences(before: Supplier | None, after: Supplier) -> tuple[Difference, ...]:
    old = before or Supplier("")
    return differences(
        [
            (N_("Our customer number"), old.customer_no, after.customer_no),
            (N_("Contact"), old.contact, after.contact),
            (N_("Phone"), old.phone, after.phone),
            (N_("E-mail"), old.email, after.email),
            (N_("Address"), old.address, after.address),
            (N_("Minimum order"), old.minimum, after.minimum),
            (N_("Delivery days"), days_said(old.delivery_days), days_said(after.delivery_days)),
            (N_("Days until it comes"), old.lead_days, after.lead_days),
            (N_("Note"), old.note, after.note),
        ]
    )


def _article_differences(before: SupplierArticle | None, after: SupplierArticle) -> tuple[Difference, ...]:
    old = before or SupplierArticle(0, 0)
    return differences(
        [
            (N_("Article number"), old.article_no, after.article_no),
            (N_("Order unit"), old.pack, after.pack),
            (N_("Pieces in it"), old.units, after.units),
            (N_("Cost of it, net"), old.cost, after.cost),
            (N_("Aisle"), old.aisle, after.aisle),
            (N_("Preferred"), old.preferred, after.preferred),
        ]
    )


def days_said(days: tuple[int, ...]) -> str:
    """Weekdays in the screen's language, short."""
    from babel.dates import get_day_names

    from kasse.texts import current_language, figures_language

    names = get_day_names("abbreviated", locale=figures_language(current_language()))
    return ", ".join(str(names[day]) for day in days)
