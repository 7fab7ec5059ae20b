"""Data in and out as a service: lists taken over and taken back, and what is known of codes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from kasse.barcodes import lookup_key
from kasse.books.exchange import KnownGoods, ListKind, Plan, Run, Taken
from kasse.books.prices import PriceNote
from kasse.clock import Clock
from kasse.errors import Refused
from kasse.exchange import mapping, preview, taking, undo
from kasse.exchange.preview import PERMISSIONS, Progress
from kasse.exchange.sheet import Sheet
from kasse.people import Actor, AuditEntry, Permission
from kasse.ports import Store, Work
from kasse.texts import _

SOURCE_LENGTH = 80


class Exchange:
    """What comes in from files, and what is known of it."""

    def __init__(self, store: Store, clock: Clock, tax_class_of: Callable[[str], str]) -> None:
        self._store = store
        self._clock = clock
        self._tax_class_of = tax_class_of

    # Columns

    def fields(self, kind: ListKind, source: str, headings: Sequence[str]) -> tuple[str, ...]:
        """What each column means: as it was for this source last time, else as its heading says."""
        with self._store.read() as work:
            kept = work.exchange.mapping(source.strip(), kind)
        return mapping.remembered(kind, headings, kept) if kept else mapping.guess(kind, headings)

    def sources(self, kind: ListKind) -> list[str]:
        """Whose lists of this kind were taken over before; of articles also all suppliers."""
        with self._store.read() as work:
            known = work.exchange.sources(kind)
            suppliers = [one.name for one in work.buying.suppliers()] if kind is ListKind.ARTICLES else []
        return sorted({*known, *suppliers}, key=str.casefold)

    # Lists

    def plan(
        self,
        kind: ListKind,
        sheet: Sheet,
        fields: Sequence[str],
        source: str = "",
        progress: Progress = lambda done, of: None,
    ) -> Plan:
        """What a list would do; nothing is written. To be worked out beside the till where it is a long one."""
        columns = mapping.columns_of(kind, sheet.headings, fields)
        if not sheet.records:
            raise Refused("empty_list", _("There is nothing below the headings in {file}.").format(file=sheet.name))
        with self._store.read() as work:
            around = preview.Around(
                work, columns, self._today(work), self._tax_class_of, source.strip()[:SOURCE_LENGTH]
            )
            return preview.plan(kind, sheet, around, progress)

    def take(
        self,
        actor: Actor,
        plan: Plan,
        *,
        good_rows: bool = False,
        remember: tuple[str, Mapping[str, str]] | None = None,
    ) -> Taken:
        """Take a plan over in one go; with bad rows only where the `good_rows` alone are wanted.

        `remember` is the source and its columns, for the next list from there. A second call does nothing.
        """
        actor.require(PERMISSIONS[plan.kind])
        if plan.bad and not good_rows:
            raise Refused(
                "bad_rows",
                _("{count} rows cannot be used. Put them right in the file, or take the good rows alone.").format(
                    count=len(plan.bad)
                ),
            )
        with self._store.write() as work:
            if work.exchange.run(plan.id) is None and plan.changes:
                run = taking.write(taking.Writing(work, plan, self._note(work, actor, _("List {file}"), plan.file)))
                work.exchange.add_run(run)
                self._audit(work, actor, "import", f"{plan.kind.value}: {plan.file[:80]}", after=run.summary)
            if remember is not None:
                work.exchange.put_mapping(remember[0].strip()[:SOURCE_LENGTH], plan.kind, remember[1])
        return Taken(plan.id, plan.added, plan.changed, plan.unchanged, len(plan.bad))

    def runs(self) -> list[Run]:
        """The last lists, the newest first."""
        with self._store.read() as work:
            return work.exchange.runs()

    def look_undo(self) -> undo.Undoing:
        """What taking the last list back would do, worked out beside the till; `Refused` says why it cannot be."""
        with self._store.read() as work:
            return undo.look(work)

    def undo(self, actor: Actor, undoing: undo.Undoing) -> Run:
        """Take the last list back; gives it."""
        actor.require(PERMISSIONS[undoing.run.kind])
        with self._store.write() as work:
            last = work.exchange.last_run()
            if last is None or last.id != undoing.run.id:
                raise Refused("no_import", _("This list was taken back already, or another one was taken over since."))
            undo.take_back(work, undoing, self._note(work, actor, _("Taken back: {file}"), undoing.run.file))
            subject = f"{undoing.run.kind.value}: {undoing.run.file[:80]}"
            self._audit(work, actor, "import_undo", subject, before=undoing.run.summary)
        return undoing.run

    # What is known of codes

    def known(self, codes: Iterable[str]) -> KnownGoods | None:
        """What is known of the first of these codes of which something is known."""
        with self._store.read() as work:
            found = (work.exchange.known(lookup_key(code)) for code in codes)
            return next((goods for goods in found if goods is not None), None)

    def put_known(self, goods: Sequence[KnownGoods]) -> None:
        """Keep what is known of codes: a part of an extract, or what the network said."""
        with self._store.write() as work:
            work.exchange.put_known(goods)

    def known_count(self) -> int:
        """Of how many codes something is known."""
        with self._store.read() as work:
            return work.exchange.known_count()

    def forget_known(self, actor: Actor) -> None:
        """Drop the extract."""
        actor.require(Permission.PRODUCTS)
        with self._store.write() as work:
            self._audit(work, actor, "known_goods", str(work.exchange.known_count()), after="0")
            work.exchange.forget_known()

    def note_extract(self, actor: Actor, file: str, count: int) -> None:
        """An extract was taken in: on record."""
        with self._store.write() as work:
            self._audit(work, actor, "known_goods", file[:80], after=str(count))

    def unknown_incomplete(self, limit: int = 200) -> list[str]:
        """Codes of products that are still to complete, of which nothing is known yet."""
        with self._store.read() as work:
            codes = work.exchange.incomplete_codes(limit)
            return [code for code in codes if work.exchange.known(lookup_key(code)) is None]

    def _today(self, work: Work) -> date:
        return work.settings.shop().time.local(self._clock.now()).date()

    def _note(self, work: Work, actor: Actor, why: str, file: str) -> PriceNote:
        return PriceNote(self._clock.now(), self._today(work), actor.name, why.format(file=file[:80]))

    def _audit(self, work: Work, actor: Actor, what: str, subject: str, before: str = "", after: str = "") -> None:
        work.settings.audit(AuditEntry(self._clock.now(), actor.name, what, subject, before, after))
