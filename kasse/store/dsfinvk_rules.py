"""What must hold between the rows of a DSFinV-K, as questions to SQLite: each answer is a finding.

A rule names the file its findings stand in and selects the line and up to two values for its sentence. Amounts are
compared as whole hundred-thousandths of a euro. The source of all rules: section 4.4 of the reference, annexes B to G.
"""

# ruff: noqa: S608 - all that is put into SQL here are constants and names of ours
from collections.abc import Iterator
from typing import NamedTuple

from kasse.texts import N_

SUM_TOLERANCE = 1000
"""A cent, in hundred-thousandths: net and VAT of lines are rounded otherwise than those of receipts."""


class Rule(NamedTuple):
    """A rule by its name; `sql` selects line, first and second value."""

    name: str
    file: str
    text: str
    sql: str


def units(column: str, digits: int) -> str:
    """An amount as whole hundred-thousandths."""
    return f"CAST(replace({column}, ',', '') AS INTEGER) * {10 ** (5 - digits)}"


_GROSS = f"iif(v.POS_BRUTTO = '', {units('v.POS_NETTO', 5)} + {units('v.POS_UST', 5)}, {units('v.POS_BRUTTO', 5)})"
PREPARE = (
    "CREATE UNIQUE INDEX bon ON transactions (BON_ID, line)",
    "CREATE INDEX bon_number ON transactions (Z_NR, BON_NR)",
    "CREATE INDEX pos ON lines (BON_ID, POS_ZEILE)",
    "CREATE INDEX pos_vat ON lines_vat (BON_ID, POS_ZEILE)",
    "CREATE INDEX item ON itemamounts (BON_ID, POS_ZEILE)",
    "CREATE INDEX tse_bon ON transactions_tse (BON_ID)",
    "CREATE INDEX paid_bon ON datapayment (BON_ID)",
    "CREATE INDEX vat_bon ON transactions_vat (BON_ID)",
    'CREATE INDEX ref_bon ON "references" (BON_ID)',
    "CREATE INDEX z ON cashpointclosing (Z_NR)",
    "CREATE INDEX z_vat ON vat (Z_NR, UST_SCHLUESSEL)",
    "CREATE INDEX z_tse ON tse (Z_NR, TSE_ID)",
    (
        "CREATE TEMP TABLE line_sums AS SELECT v.Z_NR AS z, v.BON_ID AS bon, v.UST_SCHLUESSEL AS vat, "
        f"min(v.line) AS line, sum({_GROSS}) AS gross FROM lines_vat v GROUP BY v.BON_ID, v.UST_SCHLUESSEL"
    ),
    f"CREATE TEMP VIEW line_amounts AS SELECT BON_ID, POS_ZEILE, UST_SCHLUESSEL, {_GROSS} AS gross FROM lines_vat v",
    (
        "CREATE TEMP TABLE case_sums AS SELECT l.Z_NR AS z, l.GV_TYP AS gv, l.GV_NAME AS name, "
        "iif(l.AGENTUR_ID = '', '0', l.AGENTUR_ID) AS agency, v.UST_SCHLUESSEL AS vat, "
        f"sum({_GROSS}) AS gross, sum({units('v.POS_NETTO', 5)}) AS net FROM lines_vat v "
        "CROSS JOIN transactions t ON t.BON_ID = v.BON_ID "
        "CROSS JOIN lines l ON l.BON_ID = v.BON_ID AND l.POS_ZEILE = v.POS_ZEILE WHERE t.BON_TYP = 'Beleg' "
        "GROUP BY 1, 2, 3, 4, 5"
    ),
)
"""Indexes and sums that many rules ask."""

_WITH_VAT = ("businesscases", "itemamounts", "transactions_vat", "lines_vat")
_OF_A_BON = (
    "datapayment", "lines", "itemamounts", "subitems", "transactions_tse", "transactions_vat", "lines_vat",
    "allocation_groups", "references",
)  # fmt: skip
_OF_A_LINE = ("itemamounts", "subitems", "lines_vat")
_OF_A_Z = (
    "location", "cashregister", "slaves", "pa", "tse", "vat", "businesscases", "payment", "cash_per_currency",
    "transactions", *_OF_A_BON,
)  # fmt: skip


def rules() -> Iterator[Rule]:
    """All of them."""
    yield from _closings()
    yield from _sums_of_closings()
    yield from _records()
    yield from _sums_of_records()
    yield from _signatures()
    yield from _master_data()
    yield from _references()


def _differ(ours: str, theirs: str, keys: str, allowed: int = 0) -> str:
    """Where two lists of sums are not the same: both select the keys and a sum, theirs with its line."""
    return (
        f"SELECT ifnull(max(line), 1), {keys}, sum(amount) / 1000 FROM "
        f"(SELECT *, NULL AS line FROM ({ours}) UNION ALL SELECT * FROM ({theirs})) "
        f"GROUP BY {keys} HAVING abs(sum(amount)) > {allowed}"
    )


def _closings() -> Iterator[Rule]:
    yield Rule(
        "z_unique",
        "cashpointclosing",
        N_("closing {0} is there twice"),
        "SELECT max(line), Z_NR FROM cashpointclosing GROUP BY Z_KASSE_ID, Z_NR HAVING count(*) > 1",
    )
    yield Rule(
        "z_gap",
        "cashpointclosing",
        N_("closing {0} does not follow closing {1}: numbers must have no gap"),
        "SELECT line, Z_NR, before FROM (SELECT line, Z_NR, lag(Z_NR) OVER w AS before FROM cashpointclosing "
        "WINDOW w AS (PARTITION BY Z_KASSE_ID ORDER BY CAST(Z_NR AS INTEGER))) "
        "WHERE CAST(Z_NR AS INTEGER) > CAST(before AS INTEGER) + 1",
    )
    yield Rule(
        "z_time",
        "cashpointclosing",
        N_("closing {0} was made before the one with the number before it"),
        "SELECT line, Z_NR FROM (SELECT line, Z_NR, Z_ERSTELLUNG AS at, lag(Z_ERSTELLUNG) OVER w AS before "
        "FROM cashpointclosing WINDOW w AS (PARTITION BY Z_KASSE_ID ORDER BY CAST(Z_NR AS INTEGER))) "
        "WHERE julianday(at) < julianday(before)",
    )
    for column in ("Z_START_ID", "Z_ENDE_ID"):
        yield Rule(
            column.lower(),
            "cashpointclosing",
            N_("{0} is no record of this closing"),
            f"SELECT c.line, '{column}' FROM cashpointclosing c WHERE (c.{column} <> '' OR EXISTS "
            "(SELECT 1 FROM transactions t WHERE t.Z_NR = c.Z_NR)) AND NOT EXISTS (SELECT 1 FROM transactions t "
            f"WHERE t.BON_ID = c.{column} AND +t.Z_NR = c.Z_NR AND t.Z_KASSE_ID = c.Z_KASSE_ID)",
        )
    yield Rule(
        "tax_number",
        "cashpointclosing",
        N_("there is neither STNR nor USTID"),
        "SELECT line FROM cashpointclosing WHERE STNR = '' AND USTID = ''",
    )
    yield Rule(
        "taxonomy",
        "cashpointclosing",
        N_("TAXONOMIE_VERSION {0} is not one that is accepted"),
        "SELECT line, TAXONOMIE_VERSION FROM cashpointclosing WHERE TAXONOMIE_VERSION NOT IN ('2.3', '2.4')",
    )
    for file in _OF_A_Z:
        yield Rule(
            f"z_of_{file}",
            file,
            N_("closing {0} of this row is not in cashpointclosing.csv"),
            f'SELECT x.line, x.Z_NR FROM "{file}" x WHERE NOT EXISTS (SELECT 1 FROM cashpointclosing c '
            "WHERE c.Z_NR = x.Z_NR AND c.Z_KASSE_ID = x.Z_KASSE_ID AND c.Z_ERSTELLUNG = x.Z_ERSTELLUNG)",
        )


def _sums_of_closings() -> Iterator[Rule]:
    beleg = "JOIN transactions t ON t.BON_ID = p.BON_ID WHERE t.BON_TYP = 'Beleg'"
    paid, foreign = units("p.BASISWAEH_BETRAG", 2), units("p.ZAHLWAEH_BETRAG", 2)
    foreign = f"iif(p.ZAHLWAEH_BETRAG = '', {paid}, {foreign})"
    agency = "iif(AGENTUR_ID = '', '0', AGENTUR_ID)"
    for column, sums, allowed in (("Z_UMS_BRUTTO", "gross", 0), ("Z_UMS_NETTO", "net", SUM_TOLERANCE)):
        yield Rule(
            f"cases_{sums}", "businesscases",
            N_("{0} differs from the sum of its lines by {1} hundredths (closing, case, key, column)"),
            _differ(
                f"SELECT z || ' ' || gv || ' ' || name || ' ' || agency || ' ' || vat || ' {column}' AS what, "
                f"{sums} AS amount FROM case_sums",
                f"SELECT Z_NR || ' ' || GV_TYP || ' ' || GV_NAME || ' ' || {agency} || ' ' || UST_SCHLUESSEL "
                f"|| ' {column}' AS what, -({units(column, 5)}), line FROM businesscases",
                "what", allowed,
            ),
        )  # fmt: skip
    yield Rule(
        "payment_sums",
        "payment",
        N_("{0} differs from the payments of its receipts by {1} hundredths"),
        _differ(
            f"SELECT p.Z_NR || ' ' || p.ZAHLART_TYP || ' ' || p.ZAHLART_NAME AS what, {paid} AS amount "
            f"FROM datapayment p {beleg}",
            "SELECT Z_NR || ' ' || ZAHLART_TYP || ' ' || ZAHLART_NAME AS what, "
            f"-({units('Z_ZAHLART_BETRAG', 2)}), line FROM payment",
            "what",
        ),
    )
    yield Rule(
        "currency_sums",
        "cash_per_currency",
        N_("{0} differs from the cash of its receipts by {1} hundredths"),
        _differ(
            f"SELECT p.Z_NR || ' ' || p.ZAHLWAEH_CODE AS what, {foreign} AS amount FROM datapayment p {beleg} "
            "AND p.ZAHLART_TYP = 'Bar'",
            f"SELECT Z_NR || ' ' || ZAHLART_WAEH AS what, -({units('ZAHLART_BETRAG_WAEH', 2)}), line "
            "FROM cash_per_currency",
            "what",
        ),
    )
    for column, only in (("Z_SE_ZAHLUNGEN", ""), ("Z_SE_BARZAHLUNGEN", "AND p.ZAHLART_TYP = 'Bar'")):
        yield Rule(
            column.lower(),
            "cashpointclosing",
            N_("{0} differs from the payments of its receipts by {1} hundredths"),
            _differ(
                f"SELECT p.Z_NR || ' {column}' AS what, {paid} AS amount FROM datapayment p {beleg} {only}",
                f"SELECT Z_NR || ' {column}' AS what, -({units(column, 2)}), line FROM cashpointclosing",
                "what",
            ),
        )
    yield Rule(
        "cash_below_zero",
        "cashpointclosing",
        N_("by its float and payments the drawer would hold less than nothing ({0})"),
        f"SELECT c.line, c.Z_SE_BARZAHLUNGEN FROM cashpointclosing c WHERE {units('c.Z_SE_BARZAHLUNGEN', 2)} < 0 "
        "AND EXISTS (SELECT 1 FROM businesscases b WHERE b.Z_NR = c.Z_NR AND b.GV_TYP = 'Anfangsbestand')",
    )
    yield Rule(
        "one_difference",
        "lines",
        N_("closing {0} has more than one {1}"),
        "SELECT max(line), Z_NR, GV_TYP FROM lines WHERE GV_TYP IN ('DifferenzSollIst', 'Anfangsbestand') "
        "GROUP BY Z_KASSE_ID, Z_NR, GV_TYP HAVING count(*) > 1",
    )


def _records() -> Iterator[Rule]:
    yield Rule(
        "bon_id",
        "transactions",
        N_("BON_ID {0} is there twice"),
        "SELECT max(line), BON_ID FROM transactions GROUP BY BON_ID HAVING count(*) > 1",
    )
    yield Rule(
        "bon_nr",
        "transactions",
        N_("BON_NR {0} is there twice in closing {1}"),
        "SELECT max(line), BON_NR, Z_NR FROM transactions GROUP BY Z_KASSE_ID, Z_NR, BON_NR HAVING count(*) > 1",
    )
    yield Rule(
        "bon_gap",
        "transactions",
        N_("BON_NR {0} does not follow {1}: a record of this closing is missing"),
        "SELECT line, BON_NR, before FROM (SELECT line, BON_NR, lag(BON_NR) OVER w AS before FROM transactions "
        "WINDOW w AS (PARTITION BY Z_KASSE_ID, Z_NR ORDER BY CAST(BON_NR AS INTEGER))) "
        "WHERE CAST(BON_NR AS INTEGER) > CAST(before AS INTEGER) + 1",
    )
    yield Rule(
        "bon_times",
        "transactions",
        N_("it ends before it begins"),
        "SELECT line FROM transactions WHERE julianday(BON_ENDE) < julianday(BON_START)",
    )
    yield Rule(
        "other_name",
        "transactions",
        N_("AVSonstige needs a BON_NAME"),
        "SELECT line FROM transactions WHERE BON_TYP = 'AVSonstige' AND BON_NAME = ''",
    )
    yield Rule(
        "voided_type",
        "transactions",
        N_("AVBelegstorno is not used with a fiscal device"),
        "SELECT t.line FROM transactions t JOIN transactions_tse s ON s.BON_ID = t.BON_ID "
        "WHERE t.BON_TYP = 'AVBelegstorno' AND s.TSE_TANR <> ''",
    )
    yield Rule(
        "storno",
        "transactions",
        N_("a record that books against another one must have BON_STORNO 0"),
        "SELECT t.line FROM transactions t WHERE t.BON_STORNO = '1' AND EXISTS "
        "(SELECT 1 FROM \"references\" r WHERE r.BON_ID = t.BON_ID AND r.REF_TYP = 'Transaktion')",
    )
    for file in _OF_A_BON:
        yield Rule(
            f"bon_of_{file}",
            file,
            N_("BON_ID {0} is not in transactions.csv"),
            f'SELECT x.line, x.BON_ID FROM "{file}" x WHERE NOT EXISTS (SELECT 1 FROM transactions t '
            "WHERE t.BON_ID = x.BON_ID AND +t.Z_NR = x.Z_NR)",
        )
    for file in _OF_A_LINE:
        yield Rule(
            f"line_of_{file}",
            file,
            N_("line {0} of record {1} is not in lines.csv"),
            f"SELECT x.line, x.POS_ZEILE, x.BON_ID FROM {file} x WHERE NOT EXISTS (SELECT 1 FROM lines l "
            "WHERE l.BON_ID = x.BON_ID AND l.POS_ZEILE = x.POS_ZEILE)",
        )
    yield Rule(
        "pos_unique",
        "lines",
        N_("POS_ZEILE {0} is there twice in record {1}"),
        "SELECT max(line), POS_ZEILE, BON_ID FROM lines GROUP BY BON_ID, POS_ZEILE HAVING count(*) > 1",
    )
    yield Rule(
        "counter_line",
        "lines",
        N_("the voided line has no line that takes it back"),
        "SELECT l.line FROM lines l WHERE l.P_STORNO = '1' AND NOT EXISTS (SELECT 1 FROM lines c "
        "WHERE c.BON_ID = l.BON_ID AND c.line <> l.line AND c.P_STORNO <> '1' AND c.ARTIKELTEXT = l.ARTIKELTEXT "
        f"AND {units('c.MENGE', 3)} = -{units('l.MENGE', 3)})",
    )
    yield Rule(
        "paid_zero",
        "datapayment",
        N_("a payment of 0,00 is none"),
        f"SELECT line FROM datapayment WHERE ZAHLART_TYP <> 'Keine' AND {units('BASISWAEH_BETRAG', 2)} = 0",
    )
    yield Rule(
        "paid_none",
        "datapayment",
        N_("“Keine” cannot be an amount"),
        f"SELECT line FROM datapayment WHERE ZAHLART_TYP = 'Keine' AND {units('BASISWAEH_BETRAG', 2)} <> 0",
    )
    yield Rule(
        "paid_type",
        "datapayment",
        N_("a record of the type {0} is not paid"),
        "SELECT p.line, t.BON_TYP FROM transactions t CROSS JOIN datapayment p ON p.BON_ID = t.BON_ID "
        "WHERE t.BON_TYP IN ('AVBestellung', 'AVBelegabbruch', 'AVSachbezug', 'AVSonstige')",
    )
    yield Rule(
        "paid_currency",
        "datapayment",
        N_("{0} needs its amount in ZAHLWAEH_BETRAG"),
        "SELECT p.line, p.ZAHLWAEH_CODE FROM datapayment p JOIN cashregister c ON c.Z_NR = p.Z_NR "
        "AND c.Z_KASSE_ID = p.Z_KASSE_ID WHERE (p.ZAHLWAEH_CODE <> c.KASSE_BASISWAEH_CODE AND p.ZAHLWAEH_BETRAG = '') "
        "OR (p.ZAHLWAEH_CODE = c.KASSE_BASISWAEH_CODE AND p.ZAHLWAEH_BETRAG NOT IN ('', p.BASISWAEH_BETRAG))",
    )


def _sums_of_records() -> Iterator[Rule]:
    gross, net, tax = (units(f"BON_{name}", 5) for name in ("BRUTTO", "NETTO", "UST"))
    ums = units("t.UMS_BRUTTO", 2)
    yield Rule(
        "ums_brutto",
        "transactions",
        N_("UMS_BRUTTO {0} is not the sum of its VAT sums"),
        "SELECT t.line, t.UMS_BRUTTO FROM transactions t WHERE ifnull((SELECT sum("
        f"{gross}) FROM transactions_vat v WHERE v.BON_ID = t.BON_ID), 0) <> {ums}",
    )
    yield Rule(
        "paid_sum",
        "transactions",
        N_("UMS_BRUTTO {0} is not the sum of its payments"),
        "SELECT t.line, t.UMS_BRUTTO FROM transactions t WHERE t.BON_TYP = 'Beleg' AND ifnull((SELECT sum("
        f"{units('BASISWAEH_BETRAG', 2)}) FROM datapayment p WHERE p.BON_ID = t.BON_ID), 0) <> {ums}",
    )
    yield Rule(
        "aborted_sum",
        "transactions",
        N_("an aborted record must add up to 0"),
        f"SELECT t.line FROM transactions t WHERE t.BON_TYP = 'AVBelegabbruch' AND {ums} <> 0",
    )
    yield Rule(
        "line_sums",
        "transactions_vat",
        N_("{0} differs from the sum of its lines by {1} hundredths (record, key)"),
        "SELECT line, bon || ' ' || vat, (gross - printed) / 1000 FROM (SELECT ifnull(v.line, 1) AS line, "
        f"s.bon AS bon, s.vat AS vat, s.gross AS gross, ifnull({units('v.BON_BRUTTO', 5)}, 0) AS printed "
        "FROM line_sums s "
        "LEFT JOIN transactions_vat v ON v.BON_ID = s.bon AND v.UST_SCHLUESSEL = s.vat) WHERE gross <> printed",
    )
    yield Rule(
        "vat_unique",
        "transactions_vat",
        N_("key {0} is there twice in record {1}"),
        "SELECT max(line), UST_SCHLUESSEL, BON_ID FROM transactions_vat GROUP BY BON_ID, UST_SCHLUESSEL "
        "HAVING count(*) > 1",
    )
    yield Rule(
        "bon_tax",
        "transactions_vat",
        N_("gross is not net and VAT together"),
        f"SELECT line FROM transactions_vat WHERE {gross} <> {net} + {tax}",
    )
    yield Rule(
        "bon_cents",
        "transactions_vat",
        N_("what is printed on a receipt is in whole cents"),
        f"SELECT line FROM transactions_vat WHERE {gross} % 1000 OR {net} % 1000 OR {tax} % 1000",
    )
    rate = units("z.UST_SATZ", 2) + " / 1000"
    yield Rule(
        "bon_net",
        "transactions_vat",
        N_("the net {0} does not follow from gross and rate"),
        f"SELECT v.line, v.BON_NETTO FROM transactions_vat v CROSS JOIN vat z ON z.Z_NR = v.Z_NR "
        f"AND z.UST_SCHLUESSEL = v.UST_SCHLUESSEL "
        f"WHERE abs({net} * (10000 + {rate}) - {gross} * 10000) > {SUM_TOLERANCE} * (10000 + {rate})",
    )
    for file, prefix in (("lines_vat", "POS"), ("itemamounts", "PF"), ("businesscases", "Z")):
        names = ("Z_UMS_BRUTTO", "Z_UMS_NETTO", "Z_UST") if prefix == "Z" else [
            f"{prefix}_{name}" for name in ("BRUTTO", "NETTO", "UST")
        ]  # fmt: skip
        one, two, three = (units(name, 5) for name in names)
        yield Rule(
            f"tax_of_{file}",
            file,
            N_("gross is not net and VAT together"),
            f"SELECT line FROM {file} WHERE {' AND '.join(f'{name} <> {chr(39) * 2}' for name in names)} "
            f"AND {one} <> {two} + {three}",
        )
    yield Rule(
        "item_sums",
        "itemamounts",
        N_("base, discount and extra do not add up to what line {0} of record {1} costs"),
        f"SELECT i.line, i.POS_ZEILE, i.BON_ID FROM (SELECT min(line) AS line, BON_ID, POS_ZEILE, UST_SCHLUESSEL, "
        f"sum({units('PF_BRUTTO', 5)}) AS gross FROM itemamounts WHERE PF_BRUTTO <> '' "
        "GROUP BY BON_ID, POS_ZEILE, UST_SCHLUESSEL) i "
        "CROSS JOIN line_amounts v ON v.BON_ID = i.BON_ID AND v.POS_ZEILE = i.POS_ZEILE "
        "AND v.UST_SCHLUESSEL = i.UST_SCHLUESSEL WHERE v.gross <> i.gross",
    )
    asked = "CAST(replace(l.MENGE, ',', '') AS INTEGER) * CAST(replace(l.STK_BR, ',', '') AS INTEGER) / 1000"
    yield Rule(
        "line_price",
        "lines",
        N_("{0} times {1} is neither what the line costs nor its price before discounts"),
        f"SELECT line, MENGE, STK_BR FROM (SELECT l.line, l.MENGE, l.STK_BR, l.BON_ID, l.POS_ZEILE, {asked} AS asked, "
        "(SELECT sum(v.gross) FROM line_amounts v WHERE v.BON_ID = l.BON_ID AND v.POS_ZEILE = l.POS_ZEILE) AS gross "
        "FROM lines l WHERE l.MENGE <> '' AND l.STK_BR <> '' AND l.FAKTOR IN ('', '1,000')) x "
        f"WHERE abs(asked - gross) > {SUM_TOLERANCE} AND abs(asked - ifnull((SELECT sum({units('i.PF_BRUTTO', 5)}) "
        "FROM itemamounts i WHERE i.BON_ID = x.BON_ID AND i.POS_ZEILE = x.POS_ZEILE AND i.TYP = 'base_amount'), "
        f"gross)) > {SUM_TOLERANCE}",
    )
    yield Rule(
        "line_without_vat",
        "lines",
        N_("the line has no row in lines_vat.csv"),
        "SELECT l.line FROM lines l WHERE NOT EXISTS (SELECT 1 FROM lines_vat v WHERE v.BON_ID = l.BON_ID "
        "AND v.POS_ZEILE = l.POS_ZEILE)",
    )


def _signatures() -> Iterator[Rule]:
    yield Rule(
        "unsigned",
        "transactions",
        N_("there is neither a signature nor TSE_TA_FEHLER for this record"),
        "SELECT t.line FROM transactions t WHERE NOT EXISTS "
        "(SELECT 1 FROM transactions_tse s WHERE s.BON_ID = t.BON_ID)",
    )
    needed = ("TSE_ID", "TSE_TANR", "TSE_TA_START", "TSE_TA_ENDE", "TSE_TA_VORGANGSART", "TSE_TA_SIGZ", "TSE_TA_SIG")
    yield Rule(
        "signature_whole",
        "transactions_tse",
        N_("the signature is not complete, and TSE_TA_FEHLER is empty"),
        f"SELECT line FROM transactions_tse WHERE TSE_TA_FEHLER = '' AND '' IN ({', '.join(needed)})",
    )
    yield Rule(
        "failed_and_signed",
        "transactions_tse",
        N_("TSE_TA_FEHLER says that nothing was signed, but there is a signature"),
        "SELECT line FROM transactions_tse WHERE TSE_TA_FEHLER <> '' AND "
        "(TSE_TANR <> '' OR TSE_TA_SIGZ <> '' OR TSE_TA_SIG <> '')",
    )
    for name, column, text in (
        ("counter_twice", "TSE_TA_SIGZ", N_("signature counter {0} is there twice")),
        ("transaction_twice", "TSE_TANR", N_("transaction number {0} is there twice")),
    ):
        yield Rule(
            name,
            "transactions_tse",
            text,
            f"SELECT max(s.line), s.{column} FROM transactions_tse s LEFT JOIN tse d ON d.Z_NR = s.Z_NR "
            f"AND d.TSE_ID = s.TSE_ID WHERE s.{column} <> '' GROUP BY d.TSE_SERIAL, CAST(s.{column} AS INTEGER) "
            "HAVING count(*) > 1",
        )
    yield Rule(
        "counter_order",
        "transactions_tse",
        N_("signature counter {0} is lower than that of an earlier transaction"),
        "SELECT line, TSE_TA_SIGZ FROM (SELECT s.line, s.TSE_TA_SIGZ, CAST(s.TSE_TA_SIGZ AS INTEGER) AS now, "
        "lag(CAST(s.TSE_TA_SIGZ AS INTEGER)) OVER (PARTITION BY d.TSE_SERIAL "
        "ORDER BY s.TSE_TA_ENDE, CAST(s.TSE_TA_SIGZ AS INTEGER)) AS before FROM transactions_tse s "
        "LEFT JOIN tse d ON d.Z_NR = s.Z_NR AND d.TSE_ID = s.TSE_ID WHERE s.TSE_TA_SIGZ <> '') WHERE now < before",
    )
    yield Rule(
        "tse_times",
        "transactions_tse",
        N_("the transaction ends before it begins"),
        "SELECT line FROM transactions_tse WHERE TSE_TA_ENDE < TSE_TA_START",
    )
    yield Rule(
        "tse_of_z",
        "transactions_tse",
        N_("TSE_ID {0} is not in tse.csv"),
        "SELECT s.line, s.TSE_ID FROM transactions_tse s WHERE s.TSE_ID <> '' AND NOT EXISTS "
        "(SELECT 1 FROM tse d WHERE d.Z_NR = s.Z_NR AND d.TSE_ID = s.TSE_ID)",
    )


def _master_data() -> Iterator[Rule]:
    for file in _WITH_VAT:
        yield Rule(
            f"key_of_{file}",
            file,
            N_("UST_SCHLUESSEL {0} is not in vat.csv"),
            f"SELECT x.line, x.UST_SCHLUESSEL FROM {file} x WHERE NOT EXISTS (SELECT 1 FROM vat z "
            "WHERE z.Z_NR = x.Z_NR AND z.UST_SCHLUESSEL = x.UST_SCHLUESSEL)",
        )
    for file in ("lines", "businesscases"):
        yield Rule(
            f"agency_of_{file}",
            file,
            N_("AGENTUR_ID {0} is not in pa.csv"),
            f"SELECT x.line, x.AGENTUR_ID FROM {file} x WHERE x.AGENTUR_ID NOT IN ('', '0') AND NOT EXISTS "
            "(SELECT 1 FROM pa a WHERE a.Z_NR = x.Z_NR AND a.AGENTUR_ID = x.AGENTUR_ID)",
        )
    for file, key in (("location", "''"), ("cashregister", "''"), ("vat", "UST_SCHLUESSEL"), ("tse", "TSE_ID")):
        yield Rule(
            f"once_in_{file}",
            file,
            N_("closing {0} has this twice: what changed needed a closing before"),
            f"SELECT max(line), Z_NR FROM {file} GROUP BY Z_KASSE_ID, Z_NR, {key} HAVING count(*) > 1",
        )
    for file in ("location", "cashregister"):
        yield Rule(
            f"missing_in_{file}",
            "cashpointclosing",
            N_("closing {0} has no row in {1}"),
            f"SELECT c.line, c.Z_NR, '{file}.csv' FROM cashpointclosing c WHERE NOT EXISTS "
            f"(SELECT 1 FROM {file} x WHERE x.Z_NR = c.Z_NR AND x.Z_KASSE_ID = c.Z_KASSE_ID)",
        )
    yield Rule(
        "till_serial",
        "cashregister",
        N_("KASSE_SERIENNR {0} must have neither “/” nor “_”"),
        "SELECT line, KASSE_SERIENNR FROM cashregister WHERE KASSE_SERIENNR GLOB '*[/_]*'",
    )
    yield Rule(
        "till_serials",
        "cashregister",
        N_("the till {0} has another KASSE_SERIENNR than before"),
        "SELECT max(line), Z_KASSE_ID FROM cashregister GROUP BY Z_KASSE_ID HAVING count(DISTINCT KASSE_SERIENNR) > 1",
    )
    yield Rule(
        "tse_serial",
        "tse",
        N_("TSE_SERIAL {0} is no SHA-256 in hex"),
        "SELECT line, TSE_SERIAL FROM tse WHERE length(TSE_SERIAL) <> 64 OR TSE_SERIAL GLOB '*[^0-9a-fA-F]*'",
    )
    yield Rule(
        "tse_ids",
        "tse",
        N_("TSE_ID {0} names two devices"),
        "SELECT max(line), TSE_ID FROM tse GROUP BY Z_KASSE_ID, TSE_ID HAVING count(DISTINCT TSE_SERIAL) > 1",
    )
    yield Rule(
        "standard_rates",
        "vat",
        N_("key {0} has another rate than annex 2 says ({1})"),
        "SELECT line, UST_SCHLUESSEL, UST_SATZ FROM vat WHERE "
        "(UST_SCHLUESSEL = '1' AND UST_SATZ NOT IN ('19,00', '16,00')) "
        "OR (UST_SCHLUESSEL = '2' AND UST_SATZ NOT IN ('7,00', '5,00')) "
        "OR (UST_SCHLUESSEL = '21' AND UST_SATZ <> '16,00') "
        "OR (UST_SCHLUESSEL = '22' AND UST_SATZ <> '5,00') OR (UST_SCHLUESSEL = '11' AND UST_SATZ <> '19,00') "
        "OR (UST_SCHLUESSEL = '12' AND UST_SATZ <> '7,00') "
        "OR (UST_SCHLUESSEL IN ('5', '6', '7', '8') AND UST_SATZ <> '0,00')",
    )


def _references() -> Iterator[Rule]:
    yield Rule(
        "target",
        "references",
        N_("{0} of closing {1} is not in transactions.csv"),
        "SELECT r.line, r.REF_BON_ID, r.REF_Z_NR FROM \"references\" r WHERE r.REF_TYP = 'Transaktion' "
        "AND EXISTS (SELECT 1 FROM cashpointclosing c WHERE c.Z_NR = r.REF_Z_NR AND c.Z_KASSE_ID = r.REF_Z_KASSE_ID) "
        "AND NOT EXISTS (SELECT 1 FROM transactions t WHERE t.BON_ID = r.REF_BON_ID AND +t.Z_NR = r.REF_Z_NR)",
    )
    yield Rule(
        "reference_line",
        "references",
        N_("line {0} of record {1} is not in lines.csv"),
        "SELECT r.line, r.POS_ZEILE, r.BON_ID FROM \"references\" r WHERE r.POS_ZEILE <> '' AND NOT EXISTS "
        "(SELECT 1 FROM lines l WHERE l.BON_ID = r.BON_ID AND l.POS_ZEILE = r.POS_ZEILE)",
    )
