"""`kasse stock receive` and `kasse stock writeoff`: what a delivery note or a list of losses in a file does."""

from tests.cli.conftest import Kasse

DELIVERY = """EAN;Menge;EK;je;MHD;Charge
4029764001814;3;13,98;20;;
4000521006419;12;0,80;;+10;L77
102;2,5;1,10;;;
"""


def test_a_delivery_in_a_file_is_booked_once(small: Kasse) -> None:
    assert small.done("stock", "receive", "-", "--note", "LS 7", given=DELIVERY) == "3 articles received, 54.29 net\n"
    assert small.done("stock", "show", "4029764001807") == "60\tClub-Mate 0,5 l\n"
    assert small.done("stock", "show", "102") == "2.500\tBananen\n"
    assert "booked today already" in small.refused("stock", "receive", "-", given=DELIVERY)
    small.done("stock", "receive", "-", "--again", given=DELIVERY)
    assert small.done("stock", "show", "4029764001807") == "120\tClub-Mate 0,5 l\n"
    assert small.run("verify").exit_code == 0


def test_a_bad_row_is_named_and_nothing_is_booked(small: Kasse) -> None:
    before = small.books()
    rows = "code,quantity,best before\n4000521006419,3,\n999,1,\n4000521006419,x,\n4000521006419,1,3113\n"
    said = small.refused("stock", "receive", "-", given=rows)
    assert [line.split(":")[0] for line in said.splitlines()] == ["Line 3", "Line 4", "Line 5"]
    assert small.books() == before


def test_a_supplier_must_be_known(small: Kasse) -> None:
    assert "no supplier “Metro”" in small.refused("stock", "receive", "-", "--supplier", "Metro", given=DELIVERY)


def test_losses_in_a_file_are_written_off(small: Kasse) -> None:
    rows = "Code;Menge;Grund;Notiz\n4000521006419;2;verdorben;Kühlschrank\n4000539770708;1;;\n"
    said = small.done("stock", "writeoff", "-", "--reason", "stolen", given=rows)
    assert said == "2 articles written off, 0.00 net\n"
    small.done("stock", "writeoff", "-", "--reason", "stolen", given=rows)
    assert small.done("stock", "show", "4000521006419") == "-2\tVollmilch 1 l\n"
    kinds = [row[1] for row in small.books()["stock_document"]]
    assert kinds.count("spoiled") == kinds.count("stolen") == 1


def test_a_loss_needs_a_reason_and_a_good_row(small: Kasse) -> None:
    before = small.books()
    assert "Say why the goods go" in small.refused("stock", "writeoff", "-", given="code\n4000521006419\n")
    assert "no reason for a write-off" in small.refused("stock", "writeoff", "-", "--reason", "lost", given="code\n1\n")
    assert "PFAND015" not in small.refused("stock", "writeoff", "-", "--reason", "broken", given="code\nPFAND015\n")
    assert "no column for" in small.refused("stock", "writeoff", "-", given="name;price\nMilch;1\n")
    assert small.books() == before
