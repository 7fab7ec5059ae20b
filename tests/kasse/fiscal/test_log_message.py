"""Log messages of TR-03151: built to the byte as the reference says, read in every form that real TSEs write."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from kasse.fiscal.de.device import TimeFormat
from kasse.fiscal.de.log_message import (
    Damaged,
    Fields,
    LogKind,
    context,
    integer,
    message,
    parse,
    rounded,
    system_data,
    time_element,
    tlv,
    to_be_signed,
    transaction_data,
)
from tests.kasse.fiscal.tse_exports import CLIENT, CURVES, DATA, NOON, engine, exported, files_of, named, ring

SERIAL = "bf1b13c1cf8a6f7958c190201daf9e18b850cf2cdc0885078d48868f625955e3"
FIELDS = Fields(SERIAL, "ecdsa-plain-SHA384", 44131, datetime(2019, 11, 22, 11, 29, 49, tzinfo=UTC), TimeFormat.UNIX)
OFFICIAL = transaction_data(
    "FinishTransaction", "AMA-2642", "Kassenbeleg-V1", b"Beleg^4.05_3.00_0.00_0.00_0.00^7.05:Bar", 13
)


def finished(fields: Fields = FIELDS, data: bytes = OFFICIAL) -> bytes:
    return message(to_be_signed(LogKind.TRANSACTION, data, fields), b"s" * 96)


def test_the_bytes_of_the_official_example() -> None:
    expected = (
        "020102060904007f000703070101801146696e6973685472616e73616374696f6e8108414d412d32363432"
        "822742656c65675e342e30355f332e30305f302e30305f302e30305f302e30305e372e30353a426172"
        "830e4b617373656e62656c65672d563185010d"
        f"0420{SERIAL}300c060a04007f00070101040104020300ac6302045dd7c6ad"
    )
    assert to_be_signed(LogKind.TRANSACTION, OFFICIAL, FIELDS).hex() == expected


def test_it_is_read_back() -> None:
    found = parse(finished())
    assert (found.kind, found.version, found.operation) == (LogKind.TRANSACTION, 2, "FinishTransaction")
    assert (found.client, found.process_type, found.number) == ("AMA-2642", "Kassenbeleg-V1", 13)
    assert found.process_data == b"Beleg^4.05_3.00_0.00_0.00_0.00^7.05:Bar"
    assert (found.serial, found.algorithm, found.counter) == (SERIAL, "ecdsa-plain-SHA384", 44131)
    assert (found.at, found.time_format) == (FIELDS.at, TimeFormat.UNIX)
    assert (found.signature, found.signed) == (b"s" * 96, to_be_signed(LogKind.TRANSACTION, OFFICIAL, FIELDS))


names = st.text(max_size=80)
times = st.datetimes(datetime(2000, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    names,
    st.binary(max_size=400),
    names,
    st.integers(0, 2**63),
    st.integers(0, 2**63),
    times,
    st.sampled_from(TimeFormat),
)
def test_any_message_is_read_back(
    client: str, data: bytes, kind: str, number: int, counter: int, at: datetime, time_format: TimeFormat
) -> None:
    client, kind = (text.encode("utf-8", "replace").decode("utf-8") for text in (client, kind.strip()))
    fields = FIELDS._replace(counter=counter, at=at, time_format=time_format)
    found = parse(finished(fields, transaction_data("StartTransaction", client, kind, data, number)))
    assert (found.client, found.process_data, found.process_type, found.number) == (client, data, kind, number)
    assert (found.counter, found.at, found.time_format) == (counter, rounded(at, time_format), time_format)


@given(st.integers(-(2**70), 2**70))
def test_integers_are_as_short_as_can_be(value: int) -> None:
    content = integer(value)
    assert int.from_bytes(content, "big", signed=True) == value
    assert len(content) == 1 or not (content[0] in (0, 255) and (content[0] == 255) == bool(content[1] & 0x80))


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(rubbish: bytes) -> None:
    with pytest.raises(Damaged) as caught:
        parse(rubbish)
    assert str(caught.value)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_no_change_breaks_the_reader(place: int, rubbish: bytes) -> None:
    whole = finished()
    place %= len(whole)
    for damaged in (whole[:place], whole[:place] + rubbish + whole[place + len(rubbish) :], whole + rubbish):
        try:
            parse(damaged)
        except Damaged:
            continue


# What real TSEs write


def test_process_data_in_pieces_of_indefinite_length_is_signed_as_it_stands() -> None:
    data = b"Beleg^1.00_0.00_0.00_0.00_0.00^1.00:Bar"
    certified = (
        context(0, b"FinishTransaction") + context(1, b"K") + b"\xa2\x80" + tlv(4, data) + b"\0\0"
        + context(3, b"Kassenbeleg-V1") + context(5, b"\x01")
    )  # fmt: skip
    found = parse(finished(data=certified))
    assert found.process_data == data
    assert certified in found.signed


def test_a_blank_for_no_process_type_is_none() -> None:
    certified = transaction_data("StartTransaction", "K", " ", b"", 1)
    assert parse(finished(data=certified)).process_type == ""
    assert certified in parse(finished(data=certified)).signed


@pytest.mark.parametrize(
    ("element", "time_format", "at"),
    [
        (tlv(23, b"1911221129Z"), TimeFormat.UTC, "2019-11-22T11:29:00"),
        (tlv(23, b"191122112949Z"), TimeFormat.UTC_SECONDS, "2019-11-22T11:29:49"),
        (tlv(24, b"20191122112949Z"), TimeFormat.GENERALIZED, "2019-11-22T11:29:49"),
        (tlv(24, b"20191122112949.500Z"), TimeFormat.GENERALIZED_MILLISECONDS, "2019-11-22T11:29:49.500"),
        (tlv(24, b"20191122112949.5Z"), TimeFormat.GENERALIZED_MILLISECONDS, "2019-11-22T11:29:49.500"),
        (b"\x02\x04\x5d\xd7\xc6\xad", TimeFormat.UNIX, "2019-11-22T11:29:49"),
    ],
)
def test_each_way_to_write_the_time(element: bytes, time_format: TimeFormat, at: str) -> None:
    signed = to_be_signed(LogKind.TRANSACTION, OFFICIAL, FIELDS)
    signed = signed[: -len(time_element(FIELDS.at, TimeFormat.UNIX))] + element
    found = parse(message(signed, b"s"))
    assert (found.at, found.time_format) == (datetime.fromisoformat(f"{at}+00:00"), time_format)


@pytest.mark.parametrize(
    "element", [tlv(23, b"191322112949Z"), tlv(24, b"heute"), tlv(2, b"\x7f" * 9), tlv(23, b"20191122112949Z")]
)
def test_a_time_that_is_none_is_damaged(element: bytes) -> None:
    signed = to_be_signed(LogKind.TRANSACTION, OFFICIAL, FIELDS)[:-6] + element
    with pytest.raises(Damaged, match="time"):
        parse(message(signed, b"s"))


def test_a_systems_message_and_an_audits() -> None:
    data = system_data("registerClient", context(1, b"KASSE-1"))
    found = parse(message(to_be_signed(LogKind.SYSTEM, data, FIELDS), b"s"))
    assert (found.kind, found.operation, found.number) == (LogKind.SYSTEM, "registerClient", None)
    audit = parse(message(to_be_signed(LogKind.AUDIT, b"", FIELDS, b"what was audited"), b"s"))
    assert (audit.kind, audit.counter) == (LogKind.AUDIT, 44131)
    assert b"what was audited" in audit.signed


def test_version_3_with_other_parts_in_a_systems_message() -> None:
    parts = (
        context(0, b"updateTime"),
        context(1, b"device"),
        context(2, b"admin"),
        tlv(3, tlv(4, b"x"), class_=2, constructed=True),
    )
    signed = to_be_signed(LogKind.SYSTEM, b"".join(parts), FIELDS).replace(b"\x02\x01\x02", b"\x02\x01\x03", 1)
    found = parse(message(signed, b"s"))
    assert (found.version, found.operation, found.signed) == (3, "updateTime", signed)


# Checked by another program


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not there")
@pytest.mark.parametrize("curve", CURVES)
def test_openssl_says_the_same_of_signature_and_chain(curve: str, tmp_path: Path) -> None:
    made = engine(curve)
    _start, end = ring(made)
    files = files_of(exported(made))
    found = parse(files[named(files, "_Finish_")])
    assert (found.client, found.process_data, found.signature) == (CLIENT, DATA, end.signature)
    half = len(end.signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (end.signature[:half], end.signature[half:]))
    leaf, sub, root = (x509.load_der_x509_certificate(der) for der in made.facts.certificates)
    for name, content in {
        "key": leaf.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "leaf": leaf.public_bytes(Encoding.PEM),
        "sub": sub.public_bytes(Encoding.PEM),
        "root": root.public_bytes(Encoding.PEM),
        "signed": found.signed,
        "signature": encode_dss_signature(r, s),
    }.items():
        (tmp_path / name).write_bytes(content)
    digest = f"-{CURVES[curve].lower()}"
    said = openssl(tmp_path, "dgst", digest, "-verify", "key", "-signature", "signature", "signed")
    assert "Verified OK" in said
    moment = str(int(NOON.timestamp()))
    chain = openssl(tmp_path, "verify", "-attime", moment, "-CAfile", "root", "-untrusted", "sub", "leaf")
    assert chain.strip() == "leaf: OK"


def openssl(folder: Path, *words: str) -> str:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# The engine's time and counters


def test_times_rise_even_where_the_computers_clock_is_set_back() -> None:
    moments = iter([NOON + timedelta(seconds=second) for second in (*range(40), *range(-400, 100))])
    made = engine(clock=lambda: next(moments))
    times = [one.at for _again in range(20) for one in ring(made)]
    assert times == sorted(times)


def test_counters_have_no_gap_over_several_threads() -> None:
    made = engine()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _number: ring(made), range(40)))
    counters = sorted(one.counter for pair in done for one in pair)
    assert counters == list(range(counters[0], counters[0] + 80))
