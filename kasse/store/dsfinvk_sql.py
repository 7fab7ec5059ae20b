"""Receipts as rows of the DSFinV-K, written by SQLite itself: a statement a file, for the receipts of one closing.

What a position is to the tax office is asked of `kasse.fiscal.de.cases` once, when the statements are made, and put
into them as CASE tables over all rates, kinds and classes there are. All rows begin with the closing's head.
"""

# ruff: noqa: S608 - all that is put into SQL here are constants and names of ours
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from kasse.fiscal.de.cases import NOT_TAXABLE, PAYMENT_KINDS, CaseType, PaymentKind, RecordType, case_of, vat_key
from kasse.fiscal.de.dsfinvk import values
from kasse.fiscal.de.dsfinvk.schema import table
from kasse.pricing import PositionKind
from kasse.sale import BENEFIT, BENEFIT_REASON, EAT_IN, OWN_USE, TenderType

HEAD = ":till, :made, :z"
_OF = "s.receipt_no BETWEEN :first AND :last AND s.shift = :shift"
_BENEFIT = f"LEFT JOIN sale_fact b ON b.sale = s.id AND b.position = 0 AND b.name = '{BENEFIT}'"
_ID = "lower(hex(s.id))"


class Offset(NamedTuple):
    """The shop's own time from an instant on (milliseconds): so much later than UTC (milliseconds), written so."""

    since: int
    milliseconds: int
    text: str


class Scope(NamedTuple):
    """What the statements are made for."""

    rates: Sequence[int]
    classes: Sequence[str]
    offsets: Sequence[Offset]
    training: bool


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else quoted(str(value))


Column = tuple[str, Sequence[object]]


def case_table(columns: Sequence[Column], value: Callable[..., object]) -> str:
    """A function of some columns as nested CASEs; a column that does not matter is not asked."""
    if not columns:
        return _literal(value())
    (name, known), rest = columns[0], columns[1:]
    branches = [case_table(rest, lambda *more, one=one: value(one, *more)) for one in known]
    usual, _times = Counter(branches).most_common(1)[0]
    others = [(one, branch) for one, branch in zip(known, branches, strict=True) if branch != usual]
    if not others:
        return usual
    whens = " ".join(f"WHEN {_literal(one)} THEN {branch}" for one, branch in others)
    return f"CASE {name} {whens} ELSE {usual} END"


def vat_keys(scope: Scope, line: str = "l") -> str:
    """UST_SCHLUESSEL of a line."""
    columns = [
        (f"{line}.rate", scope.rates),
        (f"{line}.kind", list(PositionKind)),
        (f"{line}.tax_class", scope.classes),
    ]
    return case_table(columns, lambda rate, kind, tax_class: vat_key(tax_class, rate, kind))


def cases(scope: Scope, line: str = "l") -> str:
    """GV_TYP of a line."""
    columns = [
        (f"{line}.kind", list(PositionKind)),
        (f"{line}.rate <> 0", (0, 1)),
        (f"{line}.tax_class", scope.classes),
        (f"{line}.total < 0", (0, 1)),
    ]
    return case_table(
        columns, lambda kind, rate, tax_class, minus: case_of(kind, 1900 * rate, 1 - 2 * minus, tax_class).value
    )


def rate_keys(scope: Scope, rate: str) -> str:
    """UST_SCHLUESSEL of goods of a rate that is not 0: there it follows from the rate alone."""
    rates = [one for one in scope.rates if one]
    return case_table([(rate, rates)], lambda one: vat_key("", one, PositionKind.GOODS)) if rates else "6"


def payment_kinds(payment: str) -> str:
    """ZAHLART_TYP of a payment; what goes on a tab is none, as where nothing was left to pay."""
    whens = " ".join(f"WHEN {quoted(tender.value)} THEN {quoted(kind.value)}" for tender, kind in PAYMENT_KINDS.items())
    return f"CASE {payment} {whens} ELSE {quoted(PaymentKind.NONE.value)} END"


# Values as they are written


def amount(cents: str) -> str:
    """Cents with two digits."""
    return f"replace(printf('%.2f', ({cents}) / 100.0), '.', ',')"


def fine(cents: str) -> str:
    """Cents with five digits."""
    return f"replace(printf('%.2f000', ({cents}) / 100.0), '.', ',')"


def units(value: str) -> str:
    """Hundred-thousandths of a euro with five digits."""
    return f"replace(printf('%.5f', ({value}) / 100000.0), '.', ',')"


def net(cents: str, rate: str) -> str:
    """As `values.net_units`."""
    half = f"(abs({cents}) * 20000000 + 10000 + {rate}) / (2 * (10000 + {rate}))"
    return f"(CASE WHEN {cents} < 0 THEN -({half}) ELSE {half} END)"


def moment(at: str, offsets: Sequence[Offset]) -> str:
    """An instant in the shop's own time."""
    branches = [
        f"strftime('%Y-%m-%dT%H:%M:%S{one.text}', ({at} + {one.milliseconds}) / 1000, 'unixepoch')" for one in offsets
    ]
    if len(branches) == 1:
        return branches[0]
    later = zip(reversed(offsets[1:]), reversed(branches[1:]), strict=True)
    whens = " ".join(f"WHEN {at} >= {one.since} THEN {branch}" for one, branch in later)
    return f"CASE {whens} ELSE {branches[0]} END"


def _cut(stem: str, column: str, value: str) -> str:
    return f"substr({value}, 1, {table(stem).length(column)})"


_VOIDED = (
    "(CASE WHEN l.quantity * l.unit_price < 0 THEN -((abs(l.quantity * l.unit_price) * 2 + 1000) / 2000) "
    "ELSE (l.quantity * l.unit_price * 2 + 1000) / 2000 END)"
)
"""What a voided line would have cost."""
_CENTS = f"(CASE WHEN l.voided THEN {_VOIDED} ELSE l.total END)"
_LINES = f"FROM sale s CROSS JOIN sale_line l ON l.sale = s.id WHERE {_OF} AND l.kind <> 'benefit'"
_ORDER = "ORDER BY s.receipt_no, l.position"
_LAST = "(SELECT max(x.position) FROM sale_line x WHERE x.sale = s.id)"
_VOIDS = "(SELECT count(*) FROM sale_line x WHERE x.sale = s.id AND x.voided AND x.kind <> 'benefit'{})"
_COUNTER = f"{_LAST} + {_VOIDS.format(' AND x.position <= l.position')}"
_CLAIM_LINE = f"{_LAST} + {_VOIDS.format('')} + 1"
_CLAIM = "(SELECT sum(p.amount) FROM payment p WHERE p.sale = s.id AND p.type = 'tab')"
_CLAIMS = f"FROM sale s WHERE {_OF} AND {_CLAIM} <> 0 ORDER BY s.receipt_no"


class Statements:
    """The statements of one export; those for what is rare are only run where a closing has it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.key = vat_keys(scope)
        self.case = cases(scope)

    # Rows

    def transactions(self) -> str:
        """Bonkopf."""
        kind = quoted(RecordType.TRAINING.value)
        if not self.scope.training:
            kind = f"iif(b.value IS NULL, {quoted(RecordType.RECEIPT.value)}, {quoted(RecordType.BENEFIT.value)})"
        worth = "(SELECT sum(x.total) FROM sale_line x WHERE x.sale = s.id AND x.kind <> 'benefit')"
        total = f"iif(b.value IS NULL, s.total, {worth}) - ifnull({_CLAIM}, 0)"
        person = f"(SELECT f.value FROM sale_fact f WHERE f.sale = s.id AND f.name = '{BENEFIT}_person')"
        taken = (
            "SELECT f.value FROM sale_fact f WHERE f.sale = s.id AND f.position = 0 "
            f"AND f.name IN ('{OWN_USE}', '{BENEFIT_REASON}')"
        )
        why = f"iif(s.reason = '', ifnull(({taken}), ''), s.reason)"
        return (
            f"SELECT {HEAD}, {_ID}, s.receipt_no, {kind}, '', '', '0', {moment('s.started_at', self.scope.offsets)}, "
            f"{moment('s.completed_at', self.scope.offsets)}, s.cashier, "
            f"{_cut('transactions', 'BEDIENER_NAME', 's.cashier_name')}, {amount(total)}, "
            f"{_cut('transactions', 'KUNDE_NAME', 'coalesce(b.value, c.name)')}, "
            f"iif(b.value IS NULL, c.number, {person}), iif(b.value IS NULL, iif(c.number IS NULL, '', "
            f"{quoted(values.CUSTOMER)}), {quoted(values.EMPLOYEE)}), '', '', '', '', '', "
            f"{_cut('transactions', 'BON_NOTIZ', why)} FROM sale s {_BENEFIT} "
            f"LEFT JOIN sale_customer m ON m.sale = s.id LEFT JOIN customer c ON c.number = m.customer "
            f"WHERE {_OF} ORDER BY s.receipt_no"
        )

    def lines(self) -> str:
        """Bonpos: all lines; a voided one is marked, and `counter_lines` takes it back."""
        return self._line("l.position", "l.quantity", "l.voided", "")

    def counter_lines(self) -> str:
        """What takes voided lines back."""
        return self._line(_COUNTER, "-l.quantity", "'0'", "AND l.voided")

    def _line(self, line: str, quantity: str, storno: str, condition: str) -> str:
        unit = case_table([("l.unit", list(values.UNITS))], lambda one: values.UNITS[one])
        gtin = (
            "iif(l.product IS NOT NULL AND length(l.code) IN (8, 12, 13, 14) "
            "AND l.code NOT GLOB '*[^0-9]*', l.code, '')"
        )
        article = _cut("lines", "ART_NR", "coalesce(l.product, nullif(l.code, ''), l.kind)")
        eaten = (  # what comes back was eaten where it was sold
            "iif(l.origin_sale IS NULL, e.value, (SELECT o.value FROM sale_fact o WHERE o.sale = l.origin_sale "
            f"AND o.position = 0 AND o.name = '{EAT_IN}'))"
        )
        voucher = f"iif(l.kind IN ('voucher', 'redeemed'), {_cut('lines', 'GUTSCHEIN_NR', 'l.code')}, '')"
        return (
            f"SELECT {HEAD}, {_ID}, {line}, {voucher}, {_cut('lines', 'ARTIKELTEXT', 'l.name')}, '', {self.case}, '', "
            f"iif({eaten} IS NULL, '0', '1'), {storno}, '{values.OWN}', {article}, {gtin}, "
            f"{_cut('lines', 'WARENGR_ID', 'l.department')}, {_cut('lines', 'WARENGR', 'l.department')}, "
            f"replace(printf('%.3f', ({quantity}) / 1000.0), '.', ','), '{values.FACTOR}', {unit}, "
            f"{fine('l.unit_price')} "
            f"FROM sale s LEFT JOIN sale_fact e ON e.sale = s.id AND e.position = 0 AND e.name = '{EAT_IN}' "
            f"CROSS JOIN sale_line l ON l.sale = s.id WHERE {_OF} AND l.kind <> 'benefit' {condition} {_ORDER}"
        )

    def claim_lines(self) -> str:
        """What went on a tab, as a claim."""
        return (
            f"SELECT {HEAD}, {_ID}, {_CLAIM_LINE}, '', {quoted(values.CLAIM_TEXT)}, '', "
            f"{quoted(CaseType.CLAIM.value)}, '', '0', '0', '{values.OWN}', '', '', '', '', '', '', '', '' {_CLAIMS}"
        )

    def lines_vat(self) -> str:
        """Bonpos_USt."""
        return self._line_vat("l.position", _CENTS, "")

    def counter_lines_vat(self) -> str:
        """The same of what takes voided lines back."""
        return self._line_vat(_COUNTER, f"(-{_VOIDED})", "AND l.voided")

    def _line_vat(self, line: str, cents: str, condition: str) -> str:
        taken = net(cents, "l.rate")
        return (
            f"SELECT {HEAD}, {_ID}, {line}, {self.key}, {fine(cents)}, {units(taken)}, "
            f"{units(f'{cents} * 1000 - {taken}')} {_LINES} {condition} {_ORDER}"
        )

    def claim_lines_vat(self) -> str:
        """The same of claims."""
        return f"SELECT {HEAD}, {_ID}, {_CLAIM_LINE}, {NOT_TAXABLE}, {_claimed(3)} {_CLAIMS}"

    def itemamounts(self) -> str:
        """Bonpos_Preisfindung: of what had a discount."""

        def part(kind: str, cents: str) -> str:
            taken = net(cents, "l.rate")
            return (
                f"SELECT s.receipt_no AS no, l.position AS line, {_ID} AS id, '{kind}' AS kind, {self.key} AS vat, "
                f"{fine(cents)}, {units(taken)}, {units(f'{cents} * 1000 - {taken}')} {_LINES} "
                "AND NOT l.voided AND l.gross <> l.total"
            )

        return (
            f"WITH parts (no, line, id, kind, vat, gross, net, tax) AS ({part(values.BASE_AMOUNT, 'l.gross')} "
            f"UNION ALL {part(values.DISCOUNT, '(l.total - l.gross)')}) "
            f"SELECT {HEAD}, id, line, kind, vat, gross, net, tax FROM parts ORDER BY no, line, kind"
        )

    def datapayment(self) -> str:
        """Bonkopf_Zahlarten: payments of 0 are none; a receipt with nothing to pay says so."""
        return (
            f"SELECT {HEAD}, {_ID}, {payment_kinds('p.type')}, '', ifnull(c.value, '{values.EURO}'), "
            f"iif(a.value IS NULL, {amount('ifnull(p.amount, 0)')}, replace(a.value, '.', ',')), "
            f"{amount('ifnull(p.amount, 0)')} FROM sale s {_BENEFIT} "
            "LEFT JOIN payment p ON p.sale = s.id AND p.amount <> 0 AND p.type <> 'tab' "
            "LEFT JOIN sale_fact c ON c.sale = s.id AND c.position = p.position AND c.name = 'currency' "
            "LEFT JOIN sale_fact a ON a.sale = s.id AND a.position = p.position AND a.name = 'foreign' "
            f"WHERE {_OF} AND b.value IS NULL ORDER BY s.receipt_no, p.position"
        )

    def transactions_vat(self) -> str:
        """Bonkopf_USt, as printed; `odd_transactions_vat` has what is free of VAT, and benefits in kind."""
        return (
            f"SELECT {HEAD}, {_ID}, {rate_keys(self.scope, 'v.rate')}, {fine('v.gross')}, {fine('v.net')}, "
            f"{fine('v.tax')} FROM sale s {_BENEFIT} CROSS JOIN sale_vat v ON v.sale = s.id "
            f"WHERE {_OF} AND v.rate <> 0 AND b.value IS NULL ORDER BY s.receipt_no, v.rate DESC"
        )

    def odd_transactions_vat(self) -> str:
        """Rate 0 by its keys with claims, and all of benefits in kind."""
        cents = "sum(cents)"
        half = "(abs(sum(cents)) * 20000 + 10000 + rate) / (2 * (10000 + rate))"
        taken = f"(CASE WHEN {cents} < 0 THEN -({half}) ELSE {half} END)"
        return (
            "WITH odd (no, id, vat, rate, cents) AS ("
            f"SELECT s.receipt_no, {_ID}, {self.key}, l.rate, l.total FROM sale s {_BENEFIT} "
            f"CROSS JOIN sale_line l ON l.sale = s.id WHERE {_OF} AND l.kind <> 'benefit' AND NOT l.voided "
            "AND (l.rate = 0 OR b.value IS NOT NULL) "
            f"UNION ALL SELECT s.receipt_no, {_ID}, {NOT_TAXABLE}, 0, -{_CLAIM} FROM sale s "
            f"WHERE {_OF} AND {_CLAIM} <> 0) "
            f"SELECT {HEAD}, id, vat, {fine(cents)}, {fine(taken)}, {fine(f'{cents} - {taken}')} "
            "FROM odd GROUP BY no, id, vat, rate ORDER BY no, vat"
        )

    def transactions_tse(self) -> str:
        """TSE_Transaktionen: what was signed, or why it was not."""

        def of(name: str) -> str:
            return f"json_extract(s.signature, '$.{name}')"

        def instant(name: str) -> str:
            return f"strftime('%Y-%m-%dT%H:%M:%fZ', {of(name)})"

        signed = "s.signature IS NOT NULL"
        return (
            f"SELECT {HEAD}, {_ID}, iif({signed}, {of('device')}, (SELECT max(d.number) FROM tse_device d "
            f"WHERE d.at <= s.completed_at)), {of('transaction')}, {instant('started_at')}, {instant('finished_at')}, "
            f"iif({signed}, ifnull({of('process_type')}, 'Kassenbeleg-V1'), ''), {of('counter')}, {of('value')}, "
            f"iif({signed}, '', {_cut('transactions_tse', 'TSE_TA_FEHLER', self._no_tse())}), "
            f"{_cut('transactions_tse', 'TSE_VORGANGSDATEN', of('process_data'))} "
            f"FROM sale s WHERE {_OF} ORDER BY s.receipt_no"
        )

    @staticmethod
    def _no_tse() -> str:
        return f"coalesce(nullif(s.outage, ''), {quoted(values.NO_TSE)})"

    def references(self) -> str:
        """Voids, and receipts of what was parked before."""
        at = moment("z.at", self.scope.offsets)
        target = (
            f"SELECT {HEAD}, id, line, '{values.TRANSACTION}', '', substr({at}, 1, 10), :till, z.number, target "
            "FROM found LEFT JOIN z_report z ON z.shift = found.shift ORDER BY no, line, target"
        )
        return (
            "WITH found (no, id, line, shift, target) AS ("
            f"SELECT s.receipt_no, {_ID}, '', o.shift, lower(hex(o.id)) FROM sale s JOIN sale o ON o.id = s.refers_to "
            f"WHERE {_OF} "
            f"UNION SELECT s.receipt_no, {_ID}, '', u.shift, lower(hex(u.id)) FROM unsold_basket u "
            f"JOIN sale s ON s.id = u.basket WHERE {_OF} AND u.kind = 'order') {target}"
        )

    def return_references(self) -> str:
        """Lines that give back what another receipt shows."""
        at = moment("z.at", self.scope.offsets)
        return (
            f"SELECT {HEAD}, {_ID}, l.position, '{values.TRANSACTION}', '', substr({at}, 1, 10), :till, z.number, "
            "lower(hex(l.origin_sale)) FROM sale s CROSS JOIN sale_line l ON l.sale = s.id "
            "JOIN sale o ON o.id = l.origin_sale LEFT JOIN z_report z ON z.shift = o.shift "
            f"WHERE {_OF} AND s.refers_to IS NULL AND NOT l.voided AND l.kind <> 'benefit' {_ORDER}"
        )

    # Sums of a closing

    def line_sums(self) -> str:
        """By case and key: gross in cents, net in hundred-thousandths; benefits in kind are no part of a closing."""
        return (
            f"SELECT {self.case}, {self.key} AS vat, l.rate, b.value IS NULL AS counts, sum(l.total), "
            f"sum({net('l.total', 'l.rate')}), sum(l.voided), sum(l.gross <> l.total AND NOT l.voided), "
            f"count(l.origin_sale) FROM sale s {_BENEFIT} CROSS JOIN sale_line l ON l.sale = s.id "
            f"WHERE {_OF} AND l.kind <> 'benefit' GROUP BY 1, vat, l.rate, counts"
        )

    def payment_sums(self) -> str:
        """By type and currency: cents of payments, and what they were in their currency; tabs too."""
        foreign = "CAST(replace(a.value, '.', '') AS INTEGER)"
        return (
            f"SELECT p.type, ifnull(c.value, '{values.EURO}'), sum(p.amount), "
            f"sum(iif(a.value IS NULL, p.amount, {foreign})), count(*) FROM sale s "
            "CROSS JOIN payment p ON p.sale = s.id "
            "LEFT JOIN sale_fact c ON c.sale = s.id AND c.position = p.position AND c.name = 'currency' "
            "LEFT JOIN sale_fact a ON a.sale = s.id AND a.position = p.position AND a.name = 'foreign' "
            f"WHERE {_OF} AND p.amount <> 0 GROUP BY 1, 2"
        )

    @staticmethod
    def unpaid() -> str:
        """How many receipts had nothing to pay."""
        return (
            f"SELECT count(*) FROM sale s {_BENEFIT} WHERE {_OF} AND b.value IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM payment p WHERE p.sale = s.id AND p.amount <> 0 AND p.type <> 'tab')"
        )

    @staticmethod
    def devices() -> str:
        """Which devices signed receipts of a closing, or should have."""
        return (
            "SELECT DISTINCT coalesce(json_extract(s.signature, '$.device'), (SELECT max(d.number) FROM tse_device d "
            f"WHERE d.at <= s.completed_at)) FROM sale s WHERE {_OF}"
        )


def _claimed(times: int) -> str:
    """A claim with its minus: gross and net are the same, and there is no tax."""
    cents = fine(f"-{_CLAIM}")
    return ", ".join([cents] * (times - 1) + ["'0,00000'"])


TENDERS = {tender.value: PAYMENT_KINDS.get(tender) for tender in TenderType}
"""What a payment of a type is, None for a tab."""
