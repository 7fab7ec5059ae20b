"""The TAR of a TSE: written as plain ustar with the names of TR-03151, read from any vendor, bad files named."""

import io
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasse.errors import KasseError, Refused, Unavailable
from kasse.fiscal.de.device import TimeFormat
from kasse.fiscal.de.log_message import LogKind, parse
from kasse.fiscal.de.tar import (
    info,
    log_name,
    name_differs,
    parse_certificate_name,
    parse_info,
    parse_log_name,
)
from kasse.fiscal.de.verifying import verify_tar
from tests.kasse.fiscal.tse_exports import CLIENT, NOON, day, engine, exported, files_of, named, ring, tar_of

SERIAL = "bf1b13c1cf8a6f7958c190201daf9e18b850cf2cdc0885078d48868f625955e3"


@pytest.fixture(scope="module")
def whole() -> bytes:
    return exported(day())


def test_any_tar_program_reads_it_and_it_is_plain_ustar(whole: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(whole), mode="r:") as archive:
        names = archive.getnames()
    assert names[0] == "info.csv"
    assert sum(name.endswith("_X509.cer") for name in names) == 3
    assert sum(name.endswith(".log") for name in names) == 14
    assert whole[257:263] == b"ustar\0"
    assert len(whole) % 512 == 0


@pytest.mark.parametrize(
    ("time_format", "start"),
    [
        (TimeFormat.UNIX, "Unixt_1795435270_Sig-3_Log-Tra_No-1_Start_Client-KASSE-1.log"),
        (TimeFormat.UTC, "Utc_2611231201Z_Sig-3_Log-Tra_No-1_Start_Client-KASSE-1.log"),
        (TimeFormat.UTC_SECONDS, "Utc_261123120110Z_Sig-3_Log-Tra_No-1_Start_Client-KASSE-1.log"),
        (TimeFormat.GENERALIZED, "Gent_20261123120110Z_Sig-3_Log-Tra_No-1_Start_Client-KASSE-1.log"),
        (TimeFormat.GENERALIZED_MILLISECONDS, "Gent_20261123120110.000Z_Sig-3_Log-Tra_No-1_Start_Client-KASSE-1.log"),
    ],
)
def test_names_say_time_counter_and_transaction(time_format: TimeFormat, start: str) -> None:
    made = engine(time_format=time_format, clock=lambda: NOON + timedelta(seconds=70))
    ring(made)
    assert start in files_of(exported(made))
    for name, content in files_of(exported(made)).items():
        read = parse_log_name(name)
        if read is not None:
            assert not name_differs(read, parse(content)), name
            assert log_name(parse(content)) == name


def test_a_client_of_seventy_signs_fits_too() -> None:
    made = engine()
    client = "x" * 70
    made.register(client)
    ring(made, client=client)
    tar = exported(made)
    assert verify_tar(io.BytesIO(tar)).findings == ()
    assert any(client in name for name in files_of(tar))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Unixt_1574422189_Sig-44131_Log-Tra_No-13_Finish_Client-AMA-2642.log",
            (44131, LogKind.TRANSACTION, 13, "AMA-2642"),
        ),
        (
            "Unixt_1_Sig-2_Log-Tra_No-3_Start_Client-Kasse 1 hinten_Fc-2.log",
            (2, LogKind.TRANSACTION, 3, "Kasse 1 hinten"),
        ),
        ("log/Gent_20191122112949Z_Sig-2_Log-Sys_updateTime.log", (2, LogKind.SYSTEM, None, "")),
        ("Utc_191122112949Z_Sig-9_Log-Aud.log", (9, LogKind.AUDIT, None, "")),
        ("UNIXT_1_SIG-2_LOG-TRA_NO-3_UPDATE_CLIENT-A_B.LOG", (2, LogKind.TRANSACTION, 3, "A_B")),
    ],
)
def test_names_of_other_vendors_are_read(name: str, expected: tuple[object, ...]) -> None:
    found = parse_log_name(name)
    assert found is not None
    assert (found.counter, found.kind, found.number, found.client) == expected


@pytest.mark.parametrize(
    "name", ["info.csv", "Unixt_1_Sig-x_Log-Sys_a.log", "readme.txt", "Unixt_1_Sig-2_Log-Tra.log", ""]
)
def test_other_names_are_none(name: str) -> None:
    assert parse_log_name(name) is None


@pytest.mark.parametrize("end", ["_X509.pem", "_X509.DER", "_x509.crt", "_X.509.cer"])
def test_certificates_are_known_by_their_names(end: str) -> None:
    assert parse_certificate_name(f"certs/{SERIAL.upper()}{end}") == SERIAL
    assert parse_certificate_name(f"{SERIAL[:-1]}{end}") is None


@pytest.mark.parametrize(
    "data",
    [
        b'"description:","A TSE, of ours","manufacturer:","Somebody","version:","1.2"\n',
        b'"description:","A TSE, of ours","manufacturer:","Somebody","version:","1.2"',
        b'\xef\xbb\xbfdescription:, "A TSE, of ours",manufacturer:,Somebody,version:,1.2\r\n',
        b'description:,"A TSE, of ours"\nmanufacturer:,Somebody\nversion:,1.2\n',
    ],
)
def test_info_of_other_vendors_is_read(data: bytes) -> None:
    assert parse_info(data) == {"description": "A TSE, of ours", "manufacturer": "Somebody", "version": "1.2"}


def test_info_is_written_as_it_is_read() -> None:
    assert parse_info(info('a "TSE", of course', "M", "1")) == {
        "description": 'a "TSE", of course',
        "manufacturer": "M",
        "version": "1",
    }


# Bad files


def refusal(data: bytes) -> KasseError:
    with pytest.raises(KasseError) as caught:
        verify_tar(io.BytesIO(data))
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("magic", [b"\x1f\x8b\x08", b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\0", b"%PDF-1.7", b"7z\xbc\xaf"])
def test_another_kind_of_file_is_refused_by_its_name(magic: bytes) -> None:
    assert isinstance(refusal(magic + bytes(range(256)) * 10), Refused)


@pytest.mark.parametrize("data", [b"", b"x", bytes(1024), b"no tar at all " * 100, bytes(range(256)) * 40])
def test_what_is_no_tar_is_unreadable(data: bytes) -> None:
    assert isinstance(refusal(data), Unavailable)


def headers(whole: bytes) -> list[int]:
    """Where each but the first begins."""
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        return [member.offset for member in archive][1:]


def test_a_truncated_one_is_said_to_be_that_wherever_it_ends(whole: bytes) -> None:
    for end in (
        *(place + 100 for place in headers(whole)),
        1,
        511,
        512,
        700,
        1024,
        1500,
        2048,
        len(whole) // 2,
        len(whole) - 1025,
        len(whole) - 1024,
    ):
        assert isinstance(refusal(whole[:end]), Unavailable), end
        assert end < 512 or "broken off" in refusal(whole[:end]).message, end


@given(st.data())
def test_cut_anywhere_it_is_no_whole_one(whole: bytes, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(whole) - 1024))
    assert isinstance(refusal(whole[:end]), Unavailable)


def test_a_foreign_one_is_refused() -> None:
    assert "not the export of a TSE" in refusal(tar_of({"letters/a.txt": b"hello", "b.png": b"\x89PNG"})).message
    assert isinstance(refusal(tar_of({"video.mp4": bytes(3 << 20)})), Refused)


def test_a_huge_one_is_read_in_bounded_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.tar"
    with file.open("wb") as target:  # its header says 5 GB, and nothing is there
        member = tarfile.TarInfo("Unixt_1_Sig-1_Log-Sys_a.log")
        member.size = 5 << 30
        target.write(member.tobuf(tarfile.USTAR_FORMAT))
    with pytest.raises(Refused, match="too large"):
        verify_tar(file)


def test_a_damaged_header_in_the_middle_is_named(whole: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(whole)) as archive:
        places = [member.offset for member in archive]
    for place in places[1:]:
        damaged = whole[:place] + b"\xff" * 512 + whole[place + 512 :]
        assert "damaged in the middle" in refusal(damaged).message


def test_no_damaged_block_stays_unnoticed(whole: bytes) -> None:
    for place in range(0, len(whole) - 1024, 512):
        try:
            assert verify_tar(io.BytesIO(whole[:place] + b"\xff" * 512 + whole[place + 512 :])).findings
        except KasseError:
            continue


def test_folders_and_other_formats_are_read() -> None:
    files = files_of(exported(day()))
    for kind in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=kind) as archive:
            folder = tarfile.TarInfo("export")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            for name, content in reversed(files.items()):
                member = tarfile.TarInfo(f"export/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        report = verify_tar(buffer)
        assert (report.findings, report.messages) == ((), 14)


def test_a_period_is_exported_alone() -> None:
    made = engine()
    first, _second, _third = (ring(made) for _again in range(3))
    names = list(files_of(exported(made, since=_second[0].at, until=_second[1].at)))
    assert [name for name in names if "_Log-Tra_" in name] == [
        named(dict.fromkeys(files_of(exported(made)), b""), f"_Sig-{one.counter}_") for one in _second
    ]
    assert first[1].counter + 1 == _second[0].counter
    assert first[0].at > NOON
    assert CLIENT in names[-1]


def test_what_is_erased_is_gone_and_the_rest_adds_up() -> None:
    made = engine()
    ring(made)
    open_one = made.start(CLIENT)
    last = ring(made)[1]
    made.delete_until(last.at)
    files = files_of(exported(made))
    assert named(files, f"_No-{open_one.number}_Start_"), "what is open is kept"
    assert not any("_No-1_" in name for name in files)
    assert verify_tar(io.BytesIO(exported(made))).open == (open_one.number,)
    made.finish(CLIENT, open_one.number, "", b"")
    made.delete_until(made.start(CLIENT).at - timedelta(seconds=1))
    report = verify_tar(io.BytesIO(exported(made)))
    assert [str(one) for one in report.findings] == []
    assert report.transactions == 1
