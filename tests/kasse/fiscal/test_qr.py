"""The QR code of a receipt: written by the book, read from any till, and no change stays hidden but the start's."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.device import Finished, TimeFormat
from kasse.fiscal.de.log_message import Fields, LogKind, context, integer, tlv, to_be_signed
from kasse.fiscal.de.qr import FIELDS, parse_qr, qr_text
from kasse.fiscal.de.signatures import read_key
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.verifying import check_qr, verify_qr
from kasse.sale import Signature
from tests.kasse.fiscal.tse_exports import CLIENT, CURVES, DATA, NOON, RECEIPT, engine, ring

OFFICIAL = (
    "V0;AMA-2642;Kassenbeleg-V1;Beleg^4.05_3.00_0.00_0.00_0.00^7.05:Bar;13;44131;2019-11-22T11:29:48.000Z;"
    "2019-11-22T11:29:49.000Z;ecdsa-plain-SHA384;unixTime;K8zsZ6NjsBzo/Yd3Hba84aH3oT+c4Og5VcfJ7s6Dxz7UmAwtcKmzW16OkS/l"
    "m8pDE/37JHoRlYofUTLNF+9bY5Jv7C2P4nuEaHwlVarbiJs3bYlgQmIXQDZnf+8FhfBm;BBXNYQErM4d9sk9Iy+0T6A4sdTocijml5X78Gq/At2uX"
    "Tcs/3bZNNpyuHd+dpmY59yLh0xZcr9osHhkDAxsQumgjmtb3d9GIVnTaPCslEki84P1iHPiHKHfcszeQajPk3A=="
)
NAMES = (
    "version", "client", "process type", "process data", "number", "counter",
    "start", "end", "algorithm", "format", "signature", "key",
)  # fmt: skip


def with_field(text: str, number: int, value: str) -> str:
    """The code with one of its fields changed; no field of these examples has a semicolon."""
    fields = text.split(";")
    fields[number] = value
    return ";".join(fields)


def fits(text: str) -> bool:
    try:
        return not verify_qr(text)
    except KasseError:
        return False


def signature_of(made: SoftEngine, done: Finished) -> Signature:
    value = base64.b64encode(done.end.signature).decode("ascii")
    return Signature(
        made.facts.serial, done.end.number, done.end.counter, done.start.at, done.end.at, value,
        process_type=done.process_type, process_data=done.process_data,
    )  # fmt: skip


def code_of(made: SoftEngine, data: bytes = DATA) -> str:
    """What is printed of a transaction of this engine."""
    start, end = ring(made, data)
    return qr_text(signature_of(made, Finished(start, end, RECEIPT, data.decode())), made.facts, CLIENT)


# The official example


def test_the_official_example_is_genuine() -> None:
    report = check_qr(OFFICIAL)
    assert (report.findings, report.notes) == ([], [])
    assert report.serial == "bf1b13c1cf8a6f7958c190201daf9e18b850cf2cdc0885078d48868f625955e3"
    assert report.curve == "brainpoolP384r1"
    code = report.code
    assert (code.client, code.number, code.counter) == ("AMA-2642", 13, 44131)
    assert code.at == datetime(2019, 11, 22, 11, 29, 49, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (0, "V1"),
        (1, "AMA-2643"),
        (1, ""),
        (2, "KassenBeleg-V1"),
        (2, "Bestellung-V1"),
        (3, "Beleg^4.05_3.00_0.00_0.00_0.00^7.06:Bar"),
        (3, "Beleg^4.05_3.00_0.00_0.00_0.00^7.05:Bar;"),
        (4, "14"),
        (4, "013"),
        (5, "44132"),
        (5, "44131 "),
        (7, "2019-11-22T11:29:50.000Z"),
        (7, "2019-11-22T11:29:49.001Z"),
        (7, "2019-11-22T11:29:49.000+01:00"),
        (8, "ecdsa-plain-SHA256"),
        (8, "ecdsa-SHA384"),
        (8, "none"),
        (9, "utcTime"),
        (9, "utcTimeWithSeconds"),
        (9, "generalizedTime"),
        (9, "generalizedTimeWithMilliseconds"),
    ],
)
def test_each_changed_field_is_detected(number: int, value: str) -> None:
    assert not fits(with_field(OFFICIAL, number, value)), NAMES[number]


@pytest.mark.parametrize("number", [10, 11])
def test_each_changed_sign_of_signature_and_key_is_detected(number: int) -> None:
    value = OFFICIAL.split(";")[number]
    for place, sign in enumerate(value):
        for other in ("A", "B", "=", "!"):
            if other != sign:
                assert not fits(with_field(OFFICIAL, number, value[:place] + other + value[place + 1 :])), place


def test_a_changed_start_is_not_signed_but_must_be_before_the_end() -> None:
    assert fits(with_field(OFFICIAL, 6, "2019-11-22T11:20:00.000Z"))
    assert "later" in verify_qr(with_field(OFFICIAL, 6, "2019-11-22T11:29:50.000Z"))[0]


@given(
    st.integers(0, FIELDS - 1).filter(lambda number: number != 6), st.text(st.characters(codec="utf-8"), max_size=60)
)
def test_no_other_text_in_a_field_is_taken(number: int, value: str) -> None:
    if value != OFFICIAL.split(";")[number]:
        assert not fits(with_field(OFFICIAL, number, value))


@given(st.integers(0, len(OFFICIAL) - 1), st.characters(min_codepoint=33, max_codepoint=126))
@settings(max_examples=300)
def test_no_other_sign_is_taken(place: int, sign: str) -> None:
    start = OFFICIAL.index("2019-")
    if sign != OFFICIAL[place] and not start <= place < start + 24:
        assert not fits(OFFICIAL[:place] + sign + OFFICIAL[place + 1 :])


def test_which_spelling_was_signed_is_said() -> None:
    assert "Kassenbeleg-V1" in verify_qr(with_field(OFFICIAL, 2, "KassenBeleg-V1"))[0]


# All curves and times


@pytest.mark.parametrize("time_format", TimeFormat)
@pytest.mark.parametrize("curve", CURVES)
def test_what_is_written_is_genuine_on_each_curve(curve: str, time_format: TimeFormat) -> None:
    made = engine(curve, time_format)
    report = check_qr(code_of(made))
    assert (report.findings, report.notes) == ([], [])
    assert (report.serial, report.curve) == (made.facts.serial, curve)


def test_it_is_written_by_the_book() -> None:
    fields = code_of(engine("brainpoolP384r1")).split(";")
    assert len(fields) == FIELDS
    assert fields[:6] == ["V0", CLIENT, RECEIPT, DATA.decode(), "1", "4"]
    assert fields[7] == "2026-11-23T12:01:17.000Z"
    assert fields[8:10] == ["ecdsa-plain-SHA384", "unixTime"]
    assert [len(base64.b64decode(field)) for field in fields[10:]] == [96, 97]


def test_times_are_written_in_utc_and_cut_off() -> None:
    made = engine()
    start, end = ring(made)
    berlin = datetime.fromisoformat("2026-11-23T13:00:00.999999+01:00")
    signature = signature_of(made, Finished(start._replace(at=berlin), end, RECEIPT, DATA.decode()))
    assert parse_qr(qr_text(signature, made.facts, CLIENT)).started_at == NOON + timedelta(milliseconds=999)


def test_semicolons_in_an_order_do_not_shift_the_fields() -> None:
    made = engine()
    start = made.start(CLIENT)
    order = '2;"Eisbecher; groß";3.99\r1;"Eiskaffee";2.99'
    end = made.finish(CLIENT, start.number, "Bestellung-V1", order.encode())
    text = qr_text(signature_of(made, Finished(start, end, "Bestellung-V1", order)), made.facts, CLIENT)
    report = check_qr(text)
    assert report.findings == []
    assert report.code.process_data == order


# Forms of real receipts


def genuine(text: str) -> None:
    assert verify_qr(text) == []


@pytest.mark.parametrize("curve", CURVES)
def test_a_key_as_spki_and_a_signature_in_der(curve: str) -> None:
    made = engine(curve)
    text = code_of(made)
    fields = text.split(";")
    key = read_key(base64.b64decode(fields[11]))
    assert key is not None
    spki = key.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = with_field(text, 11, base64.b64encode(spki).decode())
    genuine(text)
    plain = base64.b64decode(fields[10])
    half = len(plain) // 2
    der = encode_dss_signature(int.from_bytes(plain[:half], "big"), int.from_bytes(plain[half:], "big"))
    text = with_field(text, 10, base64.b64encode(der).decode())
    genuine(text)
    assert check_qr(text).notes, "what is not by the book is named"
    assert not fits(with_field(text, 5, "999"))


def test_an_old_tills_capital_letter() -> None:
    made = engine()
    start = made.start(CLIENT)
    end = made.finish(CLIENT, start.number, "KassenBeleg-V1", DATA)
    done = Finished(start, end, "KassenBeleg-V1", DATA.decode())
    genuine(qr_text(signature_of(made, done), made.facts, CLIENT))


def test_process_data_signed_in_pieces_as_d_trust_does() -> None:
    made = engine("secp384r1", TimeFormat.UTC_SECONDS)
    at = NOON + timedelta(seconds=30)
    fields = Fields(made.facts.serial, made.facts.algorithm, 77, at, TimeFormat.UTC_SECONDS)
    certified = (
        context(0, b"FinishTransaction") + context(1, CLIENT.encode())
        + b"\xa2\x80" + tlv(4, DATA) + b"\0\0" + context(3, RECEIPT.encode()) + context(5, integer(9))
    )  # fmt: skip
    raw = made._sign(to_be_signed(LogKind.TRANSACTION, certified, fields))
    value = base64.b64encode(raw).decode()
    signature = Signature(made.facts.serial, 9, 77, NOON, at, value, process_type=RECEIPT, process_data=DATA.decode())
    text = qr_text(signature, made.facts, CLIENT)
    genuine(text)
    assert not fits(text.replace("1.19_", "1.20_"))


def test_wrapped_lines_missing_padding_and_a_missing_fraction() -> None:
    genuine(OFFICIAL.rstrip("="))
    genuine(f"\ufeff {OFFICIAL}\r\n")
    genuine(OFFICIAL.replace("49.000Z", "49Z"))
    fields = OFFICIAL.split(";")
    genuine(with_field(OFFICIAL, 10, fields[10][:64] + "\n" + fields[10][64:]))


# What is no such code

BAD = [
    ("", Unavailable),
    ("   ", Unavailable),
    ("https://example.org/receipt?id=13", Refused),
    ("V1;AMA-2642", Refused),
    ("V0", Unavailable),
    (";".join(OFFICIAL.split(";")[:11]), Unavailable),
    (OFFICIAL[:-70], Unavailable),
    (with_field(OFFICIAL, 4, "thirteen"), Unavailable),
    (with_field(OFFICIAL, 7, "22.11.2019"), Unavailable),
    (with_field(OFFICIAL, 9, "sundial"), Unavailable),
    (with_field(OFFICIAL, 10, "no base64!"), Unavailable),
    (with_field(OFFICIAL, 11, ""), Unavailable),
    (with_field(OFFICIAL, 11, "QUJD"), Unavailable),
    (with_field(OFFICIAL, 3, "x" * 30_000), Refused),
    (OFFICIAL * 200, Refused),
]


@pytest.mark.parametrize(("text", "kind"), BAD)
def test_bad_input_is_a_sentence(text: str, kind: type[KasseError]) -> None:
    with pytest.raises(kind) as caught:
        check_qr(text)
    assert caught.value.message.endswith((".", ";"))
    assert len(caught.value.message) < 200


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for one in (text, f"V0;{text}", with_field(OFFICIAL, 11, text)):
        assert not fits(one)
