"""Exports of a TSE: a whole one is right, each planted error is found and named, real vendors' oddities are none."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from typer.testing import CliRunner, Result

from kasse.fiscal.de.device import TimeFormat
from kasse.fiscal.de.log_message import Fields, LogKind, context, integer, message, parse, tlv, to_be_signed
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.fiscal.de.tar import log_name
from kasse.fiscal.de.tse_report import MANY
from tests.kasse.fiscal.test_qr import OFFICIAL
from tests.kasse.fiscal.tse_exports import (
    CLIENT,
    CURVES,
    DATA,
    NOON,
    RECEIPT,
    Files,
    Time,
    changed,
    day,
    engine,
    exported,
    files_of,
    named,
    report_of,
    ring,
    tar_of,
)
from ui.cli import app


def codes(change: Callable[[Files], None], made: SoftEngine | None = None) -> set[str]:
    """What kinds of errors are found after a change."""
    return {finding.code for finding in changed(change, made).findings}


# What is right


@pytest.mark.parametrize("time_format", TimeFormat)
@pytest.mark.parametrize("curve", CURVES)
def test_a_whole_export_is_right_on_each_curve(curve: str, time_format: TimeFormat) -> None:
    made = engine(curve, time_format)
    for _again in range(2):
        ring(made)
    report = report_of(exported(made))
    assert (report.findings, report.notes) == ((), ())
    assert (report.messages, report.transactions, report.open) == (6, 2, ())
    assert (report.first_counter, report.last_counter) == (1, 6)
    assert (report.serials, report.clients) == ((made.facts.serial,), (CLIENT,))
    assert report.info["manufacturer"] == "Kasse"


def test_a_period_from_the_middle_is_right() -> None:
    made = engine()
    for _again in range(3):
        ring(made)
    begun = made.start(CLIENT)
    ended = made.finish(CLIENT, begun.number, RECEIPT, DATA)
    ring(made)
    assert report_of(exported(made, since=ended.at)).findings == ()


def test_two_devices_in_one_export_are_told_apart() -> None:
    files = files_of(exported(day()))
    other = engine("brainpoolP256r1", clock=Time(NOON + timedelta(minutes=3, seconds=1)))
    ring(other)
    files |= {name: content for name, content in files_of(exported(other)).items() if name != "info.csv"}
    report = report_of(tar_of(files))
    assert report.findings == ()
    assert len(report.serials) == 2


def test_what_runs_still_is_named_and_no_mistake() -> None:
    made = day()
    number = made.start(CLIENT).number
    report = report_of(exported(made))
    assert report.findings == ()
    assert report.open == (number,)
    assert str(number) in report.notes[0]


def test_an_empty_period_is_no_mistake() -> None:
    report = report_of(exported(day(), since=NOON + timedelta(days=1)))
    assert report.findings == ()
    assert report.notes


# Planted errors


def drop(part: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[named(files, part)]

    return change


def edit(part: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        name = named(files, part)
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def becomes(part: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({named(files, part): content})


def append(part: str, more: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[named(files, part)] += more

    return change


def rename(old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        name = named(files, old)
        files[name.replace(old, new)] = files.pop(name)

    return change


def swap_signatures(files: Files) -> None:
    """Two messages with each other's signature: each a real one, none its own."""
    one, other = (named(files, part) for part in ("_No-1_Finish", "_No-2_Finish"))
    first, second = parse(files[one]), parse(files[other])
    files[one], files[other] = message(first.signed, second.signature), message(second.signed, first.signature)


def twice(files: Files) -> None:
    name = named(files, "_No-2_Finish")
    files[name.replace(".log", "_Fc-1.log")] = files[name]


def a_foreign_certificate(files: Files) -> None:
    """The device's certificate was issued by somebody else of the same name."""
    other = files_of(exported(engine()))
    ours = [name for name in files if name.endswith("cer")]
    theirs = [name for name in other if name.endswith("cer")]
    for name in ours[1:]:
        del files[name]
    files |= {name: other[name] for name in theirs[1:]}


def certificate_of_another_key(files: Files) -> None:
    leaf, sub, _root = [name for name in files if name.endswith("cer")]
    files[leaf] = files[sub]


PLANTED = [
    ("a changed amount", edit("_No-2_Finish", b"1.19_", b"1.18_"), {"signature"}),
    ("a changed client", edit("_No-2_Finish", b"KASSE-1", b"KASSE-2"), {"signature", "name", "transaction"}),
    ("a changed description of the device", edit("Sys_initialize", b"TRAINING", b"TRIANING"), {"signature"}),
    ("swapped signatures", swap_signatures, {"signature"}),
    ("a missing end", drop("_No-2_Finish"), {"counter_gap", "transaction_open"}),
    ("a missing start", drop("_No-2_Start"), {"counter_gap", "transaction", "transaction_gap"}),
    ("a missing first start", drop("_No-1_Start"), {"counter_gap"}),
    ("a missing update", drop("_No-3_Update"), {"counter_gap"}),
    ("a missing message of the device", drop("Sys_registerClient"), {"counter_gap"}),
    ("the same message twice", twice, {"counter_twice", "transaction"}),
    ("another counter in the name", rename("Sig-6_", "Sig-66_"), {"name"}),
    ("another transaction in the name", rename("_No-2_Finish", "_No-7_Finish"), {"name"}),
    ("another step in the name", rename("_No-2_Finish", "_No-2_Update"), {"name"}),
    ("another client in the name", rename("_No-2_Finish_Client-KASSE-1", "_No-2_Finish_Client-KASSE-2"), {"name"}),
    ("another event in the name", rename("Sys_initialize", "Sys_updateTime"), {"name"}),
    ("another kind in the name", rename("Sys_initialize", "Aud"), {"name"}),
    ("a name that says nothing", rename("Unixt_", "copy-of-Unixt_"), {"name"}),
    ("another time in the name", lambda files: rename(named(files, "_No-2_Fin")[:12], "Unixt_17000")(files), {"name"}),
    ("no info.csv", drop("info.csv"), {"info"}),
    ("no certificate of the device", lambda files: drop([*files][1])(files), {"certificate"}),
    ("no certificate of the sub-CA", lambda files: drop([*files][2])(files), {"chain"}),
    ("no certificate of the root", lambda files: drop([*files][3])(files), {"chain"}),
    ("a chain of somebody else", a_foreign_certificate, {"chain"}),
    ("a certificate of another key", certificate_of_another_key, {"certificate_name", "certificate"}),
    ("a damaged certificate", becomes("_X509", b"\x30\x03\x02\x01"), {"certificate_damaged", "certificate"}),
    ("damaged DER", becomes("_No-2_Finish", b"\x30\x82"), {"damaged"}),
    ("an empty message", becomes("_No-2_Finish", b""), {"damaged"}),
    ("something behind a message", append("_No-2_Finish", b"\0"), {"damaged"}),
    ("no proper info.csv", becomes("info.csv", b"\xff" * 400), {"info"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_each_planted_error_is_found_and_no_other(change: Callable[[Files], None], expected: set[str]) -> None:
    assert codes(change) == expected


def test_each_byte_of_a_message_is_covered() -> None:
    files = files_of(exported(day()))
    name = named(files, "_No-2_Finish")
    whole = files[name]
    for place in range(0, len(whole), 3):
        files[name] = whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :]
        assert report_of(tar_of(files)).findings, place


def signed_by(made: SoftEngine, counter: int, at_seconds: int, data: bytes) -> tuple[str, bytes]:
    """A message that the device itself would not give."""
    fields = Fields(
        made.facts.serial, made.facts.algorithm, counter, NOON + timedelta(seconds=at_seconds), TimeFormat.UNIX
    )
    signed = to_be_signed(LogKind.TRANSACTION, data, fields)
    der = message(signed, made._sign(signed))
    return log_name(parse(der)), der


def transaction(step: str, number: int) -> bytes:
    return (
        context(0, f"{step}Transaction".encode()) + context(1, CLIENT.encode()) + context(2, DATA)
        + context(3, RECEIPT.encode()) + context(5, integer(number))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("Start", 1), ("Finish", 1), ("Start", 2), ("Finish", 2)], set()),
        ([("Start", 1), ("Update", 1), ("Update", 1), ("Finish", 1)], set()),
        ([("Start", 1), ("Start", 2), ("Finish", 2), ("Finish", 1)], set()),
        ([("Finish", 3), ("Start", 4), ("Finish", 4)], set()),
        ([("Start", 1), ("Finish", 1), ("Start", 3), ("Finish", 3)], {"transaction_gap"}),
        ([("Start", 1), ("Finish", 1), ("Finish", 1)], {"transaction"}),
        ([("Start", 1), ("Start", 1), ("Finish", 1)], {"transaction"}),
        ([("Start", 1), ("Finish", 1), ("Update", 1)], {"transaction"}),
        ([("Start", 1), ("Finish", 1), ("Finish", 2)], {"transaction"}),
        ([("Update", 1), ("Start", 1), ("Finish", 1)], {"transaction"}),
        ([("Start", 1), ("Start", 2), ("Finish", 2)], {"transaction_open"}),
    ],
)
def test_the_order_of_a_transactions_messages(steps: list[tuple[str, int]], expected: set[str]) -> None:
    made = engine()
    files = {name: content for name, content in files_of(exported(made)).items() if "_Log-" not in name}
    files |= dict(signed_by(made, counter, counter * 5, transaction(*step)) for counter, step in enumerate(steps, 1))
    assert {finding.code for finding in report_of(tar_of(files)).findings} == expected


def test_a_time_that_goes_back_is_found() -> None:
    made = engine()
    files = {name: content for name, content in files_of(exported(made)).items() if "_Log-" not in name}
    files |= dict(
        [
            signed_by(made, 1, 100, transaction("Start", 1)),
            signed_by(made, 2, 90, transaction("Finish", 1)),
        ]
    )
    assert [finding.code for finding in report_of(tar_of(files)).findings] == ["time"]


def test_a_certificate_that_was_not_valid_then_is_found() -> None:
    made = engine()
    ring(made)
    made.expires_at = NOON + timedelta(seconds=40)
    found = report_of(exported(made)).findings
    assert {one.code for one in found} == {"validity"}


def test_much_of_the_same_is_told_some_times_and_counted() -> None:
    def change(files: Files) -> None:
        for name in [name for name in files if "_Finish_" in name]:
            files[name] = files[name].replace(b"1.19_", b"1.18_")

    made = engine()
    for _again in range(MANY + 7):
        ring(made)
    found = changed(change, made).findings
    assert len(found) == MANY + 1
    assert "7" in found[-1]


# Oddities of real exports


def test_certificates_in_pem_with_other_names_and_a_chain_in_one_file() -> None:
    files = files_of(exported(day()))
    ours = [name for name in files if name.endswith("cer")]
    pem = [x509.load_der_x509_certificate(files.pop(name)).public_bytes(Encoding.PEM) for name in ours]
    one_file = dict(files)
    one_file[ours[0].replace(".cer", ".pem").upper()] = b"".join(pem)
    assert report_of(tar_of(one_file)).findings == ()
    for name, content in zip(ours, pem, strict=True):
        files[name.replace(".cer", ".crt").upper()] = content
    assert report_of(tar_of(files)).findings == ()


def test_a_der_signature_and_data_in_pieces_are_right() -> None:
    made = engine()
    files = files_of(exported(made))
    certified = (
        context(0, b"StartTransaction") + context(1, CLIENT.encode()) + b"\xa2\x80" + tlv(4, b"x") + b"\0\0"
        + context(3, b" ") + context(5, b"\x01")
    )  # fmt: skip
    name, der = signed_by(made, 3, 300, certified)
    found = parse(der)
    half = len(found.signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (found.signature[:half], found.signature[half:]))
    files[name] = message(found.signed, encode_dss_signature(r, s))
    assert report_of(tar_of(files)).findings == ()


def test_a_foreign_file_beside_is_a_note() -> None:
    report = changed(lambda files: files.update({"readme.txt": b"hello"}))
    assert report.findings == ()
    assert "readme.txt" in report.notes[0]


# On the command line


def said(*words: str, given: bytes | None = None) -> Result:
    return CliRunner(env={"KASSE_LANG": "en"}).invoke(app, ["verify", *words], input=given)


def test_a_genuine_code_on_the_command_line() -> None:
    shown = said("qr", OFFICIAL)
    assert shown.exit_code == 0
    assert "genuine" in shown.stdout
    assert "AMA-2642" in shown.stdout
    assert said("qr", "-", given=OFFICIAL.encode() + b"\n").stdout == shown.stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [(OFFICIAL.replace("44131", "44132"), 1), ("hello", 2), (OFFICIAL[:-40], 3), ("", 3), ("V0;" * 9000, 2)],
)
def test_exit_codes_of_codes(text: str, code: int) -> None:
    shown = said("qr", text)
    assert shown.exit_code == code
    assert "Traceback" not in shown.output
    assert shown.output.strip()


def test_a_whole_export_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "tse.tar"
    file.write_bytes(exported(day()))
    shown = said("tar", str(file))
    assert shown.exit_code == 0, shown.output
    assert "14 messages, 5 transactions" in shown.stdout
    assert "TRAINING" in shown.stdout


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (tar_of({"a.txt": b"x"}), 2),
        (b"\x1f\x8b" + bytes(600), 2),
        (b"", 3),
        (b"hello" * 400, 3),
        (exported(day())[:-3000], 3),
    ],
    ids=["foreign", "gzip", "empty", "no tar", "truncated"],
)
def test_exit_codes_of_files(tmp_path: Path, content: bytes, code: int) -> None:
    file = tmp_path / "tse.tar"
    file.write_bytes(content)
    shown = said("tar", str(file))
    assert shown.exit_code == code
    assert shown.stderr.startswith("kasse: ")


def test_a_planted_error_on_the_command_line_cannot_talk_to_the_terminal(tmp_path: Path) -> None:
    files = files_of(exported(day()))
    files[named(files, "_No-2_Fin").replace("KASSE-1", "\x1b[2Jgone")] = b"\x30"
    file = tmp_path / "tse.tar"
    file.write_bytes(tar_of(files))
    shown = said("tar", str(file))
    assert shown.exit_code == 1
    assert "\x1b" not in shown.output
    assert "damaged" in shown.stdout


@pytest.mark.parametrize("name", ["missing.tar", "."])
def test_no_file_or_a_folder_is_a_sentence(tmp_path: Path, name: str) -> None:
    shown = said("tar", str(tmp_path / name))
    assert shown.exit_code == 3
    assert "Traceback" not in shown.output
