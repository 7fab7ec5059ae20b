"""The counting sheet (Zählprotokoll) of a count, as a document for the roll or a page.

Source: GoBD 2019, numbers 48 to 55. A counting sheet is no duty, but it proves that somebody counted; so it has each
note and coin, what the books expected, who counted when, and room for two signatures.
"""

from collections.abc import Iterator

from kasse.cash import CashCount, Shift
from kasse.formats import amount_text, date_text, time_text
from kasse.money import Money
from kasse.receipt import Align, Block, Columns, Document, Pair, Rule, Space, Style, Text
from kasse.shop import Shop
from kasse.texts import translator

_LINE = "_" * 28


def counting_sheet(count: CashCount, shift: Shift, shop: Shop, number: int = 1, *, training: bool = False) -> Document:
    """The sheet of a count; `number` says which one of its shift it is."""
    text, language = translator(shop.language), shop.language
    title = text("Cash count")

    def amount(money: Money) -> str:
        return amount_text(money, language)

    def counted() -> Iterator[Block]:
        yield Columns((text("Note or coin"), text("Pieces"), text("Amount")), Style.BOLD)
        for cents, pieces in sorted(count.pieces, reverse=True):
            yield Columns((amount(Money(cents)), str(pieces), amount(Money(cents * pieces))))
        if not count.pieces:
            yield Text(text("Nothing in the drawer."))

    def signature(who: str) -> Iterator[Block]:
        yield Space()
        yield Space()
        yield Text(_LINE)
        yield Text(who)

    mark = (Text(text("TRAINING"), Align.CENTER, Style.LARGE),) if training else ()
    place = " ".join(part for part in (shop.postcode, shop.city) if part)
    head = [Text(line, Align.CENTER) for line in (shop.street, place) if line]
    blocks: tuple[Block, ...] = (
        *mark,
        Text(shop.name, Align.CENTER, Style.BOLD),
        *head,
        Space(),
        Text(title, Align.CENTER, Style.LARGE),
        Pair(text("Business day"), date_text(shift.business_day, language), Style.BOLD),
        Pair(text("Shift"), str(shift.number)),
        Pair(text("Count no."), str(number)),
        Pair(text("Counted"), f"{time_text(shop.time.local(count.at), language)} {count.who}"),
        Pair(text("Till"), shop.till_serial),
        Rule(),
        *counted(),
        Rule(),
        Pair(text("COUNTED CASH"), amount(count.total), Style.BOLD),
        Pair(text("EXPECTED CASH"), amount(count.expected)),
        Pair(text("DIFFERENCE"), amount(count.difference), Style.BOLD),
        *signature(text("Counted by: {name}").format(name=count.who)),
        *signature(text("Checked by:")),
        *mark,
    )
    return Document(f"{title} {shift.number}/{number}", language, blocks)
