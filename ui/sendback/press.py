"""Press: what came, by scan; and what goes back unsold, counted against what should be left."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from kasse.books.counting import PressDocument, PressKind
from kasse.books.reports import Report
from kasse.errors import Refused
from kasse.money import Money
from kasse.people import Actor
from kasse.quantity import Quantity
from kasse.stock.press import Bundle, InStock, Issue, Piece
from kasse.texts import _, ngettext
from kasse.till import Till
from ui.checkout.rows import figure, signed
from ui.pages import Page
from ui.products.side import button
from ui.sendback.saving import ask_file
from ui.sendback.view import GatherView
from ui.widgets.ask import Question
from ui.widgets.fields import text_field
from ui.widgets.table import Column, Entry


def _key(issue: Issue) -> str:
    return "/".join(issue)


def _issue(key: str) -> Issue:
    title, _sign, issue = key.partition("/")
    return title, issue


def _pieces(count: Quantity | None) -> int:
    """A count of papers."""
    if count is None:
        return 1
    if not count.is_whole:
        raise Refused("whole_pieces", _("Papers are counted in whole pieces."))
    return count.thousandths // 1000


class PressView(GatherView):
    """What both ways have in common."""

    kind = PressKind.DELIVERY

    def __init__(self, page: Page, columns: tuple[Column, ...], name: str, empty: str, action: str) -> None:
        super().__init__(page, columns, name, empty, action)
        self.reference = text_field()
        self._referred = ""
        self.panel.add(_("Paper no."), self.reference)
        self.reference.editingFinished.connect(self._refer)

    def _refer(self) -> None:
        text = self.reference.text()
        if text != self._referred:
            self._referred = text
            self.do(lambda till, actor: till.press.refer_to(actor, self.kind, text))

    def do(self, work: Callable[[Till, Actor], Bundle]) -> None:
        """Do something with what is gathered, and show it."""

        def done(bundle: Bundle) -> None:
            self.page.message.say("")
            self.load(_key((bundle.touched[0], bundle.touched[1])) if bundle.touched else None)

        self.page.act(self.permission, lambda actor: work(self.page.office.till, actor), done, at_hand=self.at_hand)

    def load(self, mark: str | None = None) -> None:
        """Look into the books and show it."""

    def add(self, code: str, count: Quantity | None) -> None:
        """A scan."""
        try:
            pieces = _pieces(count)
        except Refused as error:
            self.page.refuse(error)
            return
        self.do(lambda till, actor: till.press.scan(actor, self.kind, code, pieces))

    def set_count(self, issue: Issue, typed: str) -> None:
        """So many of it."""
        from ui.widgets.count_field import counted

        count = _pieces(counted(typed))
        self.page.close_asking()
        self.do(lambda till, actor: till.press.set_count(actor, self.kind, issue, count))
        self.focus()

    def show_reference(self, bundle: Bundle | None) -> None:
        """The paper's number as it is kept."""
        if not self.reference.hasFocus():
            self._referred = "" if bundle is None else bundle.reference
            self.reference.setText(self._referred)

    def opened(self) -> None:
        """What was scanned so far."""
        self.load()
        self.focus()

    def book(self) -> None:
        """It is in the shop, or it is sent."""
        reference, kind = self.reference.text(), self.kind

        def act(actor: Actor) -> PressDocument:
            till = self.page.office.till
            if reference:
                till.press.refer_to(actor, kind, reference)
            return till.press.book(actor, kind)

        def booked(document: PressDocument) -> None:
            self.end_leave()
            self.reference.clear()
            self._referred = ""
            self.load()
            self.said(document)
            self.focus()

        self.panel.busy(True)
        self.page.act(self.permission, act, booked, lambda: self.panel.busy(False), self.at_hand)

    def said(self, document: PressDocument) -> None:
        """What became of it."""

    def give_up(self) -> None:
        """Forget it."""
        kind = self.kind
        self.page.act(
            self.permission, lambda actor: self.page.office.till.press.give_up(actor, kind), lambda _none: self.load(),
            at_hand=self.at_hand,
        )  # fmt: skip


class DeliveryView(PressView):
    """What came."""

    kind = PressKind.DELIVERY

    def __init__(self, page: Page) -> None:
        columns = (
            Column(_("How many"), 80, figures=True, bold=True),
            Column(_("Title"), share=3),
            Column(_("Title no."), 100, quiet=True),
            Column(_("Issue"), 88),
            Column(_("Price"), 90, figures=True),
        )
        empty = _("Scan each paper of the delivery; type the count before the scan where there are many.")
        super().__init__(page, columns, _("Press that came"), empty, _("Take in"))
        self.panel.heading.setText(_("Press delivery"))
        self._shown: dict[str, Piece] = {}

    def load(self, mark: str | None = None) -> None:
        """What was scanned."""

        def show(bundle: Bundle | None) -> None:
            pieces = () if bundle is None else bundle.pieces
            self._shown = {_key(piece.key): piece for piece in pieces}
            self.table.show_rows([_delivery_row(piece) for piece in pieces], mark)
            count = sum(piece.count for piece in pieces)
            worth = sum(piece.price.cents * piece.count for piece in pieces if piece.price is not None)
            self.told.setText(ngettext("{count} paper", "{count} papers", count).format(count=count))
            self.worth.setText(_("At selling price: {amount} €").format(amount=figure(Money(worth))) if count else "")
            self.show_reference(bundle)

        self.page.store(lambda: self.page.office.till.press.bundle(self.kind), show)

    def put_right(self, key: str) -> None:
        """The count, or the name of the title: what is no number is a name."""
        piece = self._shown[key]

        def answer(typed: str, _chosen: str) -> None:
            if any(sign.isalpha() for sign in typed):
                self.page.close_asking()
                self.do(lambda till, actor: till.press.name_title(actor, self.kind, piece.key, typed, piece.price))
                self.focus()
            else:
                self.set_count(piece.key, typed)

        sentence = _("Type how many came, or the name of the title. 0 takes the line away.")
        self.page.ask(Question(piece.name, sentence, _("Count or name"), _("Put right"), keys="text"), answer)

    def said(self, document: PressDocument) -> None:
        """How many came."""
        count = sum(line.pieces for line in document.lines)
        self.page.message.say(
            ngettext("{count} paper is taken in.", "{count} papers are taken in.", count).format(count=count)
        )


def _delivery_row(piece: Piece) -> Entry:
    price = _("open") if piece.price is None else figure(piece.price)
    return Entry(_key(piece.key), (str(piece.count), piece.name, piece.title[3:], piece.issue or "–", price))


class RemissionView(PressView):
    """What goes back."""

    kind = PressKind.REMISSION

    def __init__(self, page: Page) -> None:
        columns = (
            Column(_("Packed"), 88, figures=True, bold=True),
            Column(_("Title"), share=3),
            Column(_("Issue"), 88),
            Column(_("Supplied"), 74, figures=True, quiet=True),
            Column(_("Sold"), 86, figures=True, quiet=True),
            Column(_("Left"), 68, figures=True),
            Column(_("Difference"), 96, figures=True),
        )
        empty = _("No press in the shop that came by scan. Take deliveries in first.")
        super().__init__(page, columns, _("Press that goes back"), empty, _("Send it back"))
        self.panel.heading.setText(_("Press back"))
        self.paper_key = button(_("Save the list"), self._save, key="Ctrl+P")
        self.panel.inner.addWidget(self.paper_key)
        self._issues: dict[str, InStock] = {}
        self.sent: UUID | None = None

    def load(self, mark: str | None = None) -> None:
        """What is in the shop, what is due first."""

        def look() -> tuple[tuple[InStock, ...], Bundle | None]:
            press = self.page.office.till.press
            return press.stock(), press.bundle(self.kind)

        def show(looked: tuple[tuple[InStock, ...], Bundle | None]) -> None:
            issues, bundle = looked
            self._issues = {_key((one.title, one.issue)): one for one in issues}
            self.table.show_rows([_remission_row(one) for one in issues], mark)
            packed = sum(one.packed or 0 for one in issues)
            worth = sum(one.price.cents * (one.packed or 0) for one in issues if one.price is not None)
            due = sum(1 for one in issues if one.due and one.packed is None and one.left)
            self.told.setText(
                ngettext("{count} issue is due and not packed.", "{count} issues are due and not packed.", due).format(
                    count=due
                )
                if due
                else ngettext("{count} paper is packed.", "{count} papers are packed.", packed).format(count=packed)
            )
            self.worth.setText(_("At selling price: {amount} €").format(amount=figure(Money(worth))) if packed else "")
            self.show_reference(bundle)

        self.page.store(look, show)

    def put_right(self, key: str) -> None:
        """How many are packed."""
        one = self._issues[key]

        def answer(typed: str, _chosen: str) -> None:
            self.set_count((one.title, one.issue), typed)

        sentence = _("How many are in the parcel? 0 says that none is left of this issue.")
        heading = _("{name}, issue {issue}").format(name=one.name, issue=one.issue or "–")
        self.page.ask(Question(heading, sentence, _("How many"), _("Put right")), answer)

    def said(self, document: PressDocument) -> None:
        """What was sent; its list can be saved at once."""
        self.sent = document.id
        count = sum(line.pieces for line in document.lines)
        worth = sum(line.price.cents * line.pieces for line in document.lines if line.price is not None)
        self.page.message.say(
            ngettext(
                "{count} paper is sent, {amount} € at selling price. Save the list for the parcel.",
                "{count} papers are sent, {amount} € at selling price. Save the list for the parcel.",
                count,
            ).format(count=count, amount=figure(Money(worth)))
        )

    def _save(self) -> None:
        packing = any(one.packed is not None for one in self._issues.values())
        document = None if packing else self.sent
        self.page.store(lambda: self._report(document), partial(ask_file, self.page))

    def _report(self, document: UUID | None) -> Report:
        """On the store thread."""
        return self.page.office.till.press.remission(document)


def _remission_row(one: InStock) -> Entry:
    difference = one.difference
    told = "" if difference is None else f"+{difference}" if difference > 0 else signed(str(difference))
    return Entry(
        _key((one.title, one.issue)),
        (
            "" if one.packed is None else str(one.packed),
            one.name,
            one.issue or "–",
            str(one.delivered),
            signed(str(one.sold)),
            signed(str(one.left)),
            told,
        ),
        alarm=bool(difference),
    )
