"""The procedure documents and the notice: filled from what is, a new version where something is different."""

import io
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pypdf
import pytest

from kasse.clock import SetClock
from kasse.errors import Refused
from kasse.fiscal.de.procedure import Own
from kasse.fiscal.de.procedure_state import Grid
from kasse.fiscal.de.registration import NAMESPACE, Registration, notice_of, reminder
from kasse.people import Actor, Person, Role
from kasse.till import Till
from printers.procedure_pdf import notice_pdf, procedure_pdf
from tests.kasse.fiscal.test_archive import archives, day, device, till

__all__ = ["device", "till"]


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_they_tell_what_is(till: Till) -> None:
    day(till)
    owner = till.people.owner()
    till.procedures.say(owner, Own("Olga Müller", "Jeden Abend auf den blauen Stick.", "Samstags zählt Kai."))
    said = text_of(procedure_pdf(till.procedures.make(owner)))
    for words in (
        "Verfahrensdokumentation", "1 Allgemeine Beschreibung", "2 Anwenderdokumentation",
        "3 Technische Systemdokumentation", "4 Betriebsdokumentation", "KASSE-TEST01", "Weserstr. 1", "Olga Müller",
        "Jeden Abend auf den blauen Stick.", "Samstags zählt Kai.", "19 %", "0004", archives(till)[0].file,
        archives(till)[0].sha256[:20], str(till.path), "§ 146b AO", "AEAO zu § 146a, Nr. 1.14",
    ):  # fmt: skip
        assert words.replace(" ", "") in said.replace(" ", ""), words
    assert "{" not in said
    assert "@" not in said


def test_in_english_for_an_english_shop(till: Till) -> None:
    owner = till.people.owner()
    till.change_shop(owner, language="en")
    documents = till.procedures.make(owner)
    said = text_of(procedure_pdf(documents))
    assert documents.title == "Procedure documents"
    assert "1 General description" in said
    assert "Annex" in said
    assert "Anhang" not in said


def test_both_texts_have_the_same_parts(till: Till) -> None:
    owner = till.people.owner()
    german = till.procedures.make(owner)
    till.change_shop(owner, language="en")
    english = till.procedures.make(owner)
    shapes = [[(type(block), getattr(block, "level", getattr(block, "point", 0))) for block in one.blocks]
              for one in (german, english)]  # fmt: skip
    assert shapes[0] == shapes[1]
    assert sum(isinstance(block, Grid) for block in german.blocks) == 11


def test_a_version_is_made_where_something_is_different_and_not_by_selling(till: Till, clock: SetClock) -> None:
    owner = till.people.owner()
    day(till)
    first = till.procedures.make(owner)
    assert (first.version.number, first.version.day) == (1, date(2026, 11, 24))
    day(till)
    day(till)
    assert till.procedures.make(owner).version == first.version
    till.people.save(owner, Person("Kai", Role.CASHIER), "1234")
    second = till.procedures.make(owner)
    assert (second.version.number, second.version.day) == (2, date(2026, 11, 26))
    assert till.procedures.versions() == (first.version, second.version)
    assert second.name == "Verfahrensdokumentation_V002_2026-11-26"


def test_only_the_owner_may(till: Till) -> None:
    manager = Actor(2, "Kai", Role.MANAGER)
    for act in (lambda: till.procedures.make(manager), lambda: till.registering.say(manager, Registration())):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "not_allowed"


# The notice

SAID = Registration(
    taxpayer="Olga Müller", place_name="Späti", place_street="Weserstr. 1", place_postcode="12047", place_city="Berlin",
    bsi_id="BSI-K-TR-0412-2020", device_kind="2", device_since="02.03.2026", manufacturer="Firma & Söhne",
    model="Mini", acquired="2026-11-01", in_service="2026-11-02",
)  # fmt: skip


def test_what_is_missing_is_said(till: Till) -> None:
    day(till)
    notice = till.registering.notice()
    assert notice.said.taxpayer == "Späti Müller"
    assert {"BSI-Zertifizierungs-ID", "Hersteller des eAS", "Modell des eAS", "Anschaffung des eAS"} <= set(
        notice.missing
    )
    said = text_of(notice_pdf(notice, "23.11.2026"))
    assert "FEHLT" in said
    assert "keine zertifizierte TSE" in said  # it is the software TSE


def test_the_data_sheet_has_every_field(till: Till) -> None:
    day(till)
    owner = till.people.owner()
    notice = till.registering.say(owner, SAID)._replace(certified=True)
    assert notice.missing == ()
    said = text_of(notice_pdf(notice, "23.11.2026"))
    with till.database.read() as work:
        serial = work.tse.devices()[-1].facts.serial
    for words in ("Olga Müller", "12/345/67890", "BSI-K-TR-0412-2020", "02.03.2026", "01.11.2026", "02.11.2026",
                  "Kasse", "KASSE-TEST01", "Firma & Söhne", "Mini", "1 (Computergestützte", serial):  # fmt: skip
        assert words.replace(" ", "") in said.replace(" ", ""), words
    assert "FEHLT" not in said
    owner_told = till.registering.say(owner, replace(SAID, notified="12.11.2026"))
    assert "Mitgeteilt am: 12.11.2026" in text_of(notice_pdf(owner_told, "23.11.2026"))
    assert "mitgeteilt am 12.11.2026" in text_of(procedure_pdf(till.procedures.make(owner)))


def test_the_xml_is_marked_and_reads(till: Till) -> None:
    day(till)
    text = till.registering.say(till.people.owner(), SAID).xml()
    assert "UNBESTÄTIGT" in text
    read = ElementTree.fromstring(text)  # noqa: S314 - written here
    fields = {entry.tag.removeprefix(f"{{{NAMESPACE}}}"): entry.text for entry in read.iter()}
    assert fields["BSIID"] == "0412-2020"
    assert fields["ArtTSE"] == "2"
    assert fields["InbetriebnahmeTSE"] == "02.03.2026"
    assert fields["AnschaffungAS"] == "01.11.2026"
    assert fields["Hersteller"] == "Firma & Söhne"
    assert fields["AusserbetriebnahmeAS"] is None


@pytest.mark.parametrize(
    ("change", "code"), [({"acquired": "gestern"}, "bad_date"), ({"acquired": "31.02.2026"}, "bad_date"),
                         ({"bsi_id": "0412"}, "bad_bsi_id"), ({"bsi_id": "BSI-K-TR-412-2020"}, "bad_bsi_id")],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(till: Till, change: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        till.registering.say(till.people.owner(), Registration(**change))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("said", "today", "expected"),
    [
        (Registration(), date(2026, 11, 23), "Say when"),
        (Registration(acquired="2026-11-01"), date(2026, 11, 23), "told of this till by 2026-12-01."),
        (Registration(acquired="2026-01-31"), date(2026, 2, 1), "by 2026-02-28."),
        (Registration(acquired="2026-11-01"), date(2026, 12, 2), "Do it now."),
        (Registration(acquired="2026-11-01", notified="2026-11-20"), date(2027, 1, 2), ""),
        (Registration(acquired="2026-11-01", notified="2026-11-20", out_of_service="2027-03-31"), date(2027, 4, 2),
         "by 2027-04-30."),
    ],
)  # fmt: skip
def test_the_term_of_a_month(till: Till, said: Registration, today: date, expected: str) -> None:
    with till.database.read() as work:
        notice = notice_of(work)._replace(said=said, certified=True)
    told = reminder(notice, today)
    assert told.endswith(expected) if expected.endswith(".") else expected in told
    assert bool(told) == bool(expected)
    assert reminder(notice._replace(certified=False), today) == ""
