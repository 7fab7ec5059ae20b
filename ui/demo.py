"""`kasse demo`: the main job on real input, from an empty folder to the Z report and the window on the next morning."""

import shutil
import time
from datetime import datetime, timedelta
from datetime import time as dtime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from kasse.clock import SetClock, SystemClock
from kasse.demo import shop
from kasse.demo.day import DayResult, PatientHasher, ring_days
from kasse.fiscal.de.archive import default_folder
from kasse.fiscal.de.device import Secrets, TseSettings
from kasse.fiscal.de.soft_engine import SoftEngine
from kasse.paper import report_document
from kasse.records import to_json
from kasse.texts import _, ngettext
from kasse.till import TSE_SETTING, Till
from printers.layout import as_text
from printers.tse_software import FILE, SoftwareTse
from ui.places import demo_database, has_display
from ui.shell import progress_bar, speak
from ui.tse import folder_of


def run_demo(db: Path | None, days: int, *, window: bool) -> int:
    """Make the shop, ring its days, print the last Z report, open the window; gives the exit code."""
    file = db or demo_database()
    speak(shop.SHOP.language)
    _make_room(file)
    clock = SetClock(_before_opening(days))
    with progress_bar(_("Making the shop")) as progress:
        shop.make_shop(file, clock, progress)
    till = _signing_till(file, clock)
    try:
        results, seconds = _ring(till, clock, days)
        typer.echo(as_text(report_document(results[-1].figures, till.checkout.shop), 42), nl=False)
        findings = till.verify()
    finally:
        till.close()
    typer.echo(_summary(results, seconds))
    typer.echo(_prices_note())
    for finding in findings:
        typer.echo(finding, err=True)
    if findings:
        return 1
    typer.echo(_("verify: all adds up."))
    return _morning(file) if window else 0


def _make_room(file: Path) -> None:
    """The last demo goes with its device and archives; what lies beside a file that is not there may be a shop's."""
    again = file.exists()
    shop.remove_demo(file)
    if again:
        for folder in (folder_of(file), default_folder(file)):
            shutil.rmtree(folder, ignore_errors=True)
    for kept in folder_of(file).glob(f"{FILE}*"):
        kept.unlink()


def _before_opening(days: int) -> datetime:
    """Early on the first day that is rung: a device's time never goes back, so it must not begin after its shop."""
    today = datetime.now(ZoneInfo(shop.SHOP.zone)).date()
    return datetime.combine(today - timedelta(days=days), dtime(5), ZoneInfo(shop.SHOP.zone))


def _signing_till(file: Path, clock: SetClock) -> Till:
    """The demo's till with the TSE in software, which lives in the demo's days as everything does."""
    till = Till(file, clock=clock)
    try:
        settings = TseSettings("software")
        till.change_setting(till.people.owner(), TSE_SETTING, to_json(settings))
        serial = till.checkout.shop.till_serial
    finally:
        till.close()
    folder_of(file).mkdir(parents=True, exist_ok=True)
    device = SoftwareTse(lambda: SoftEngine(folder_of(file) / FILE, now=clock.now))
    device.set_up(serial, Secrets())
    return Till(file, device=device, clock=clock, hasher=PatientHasher())


def _ring(till: Till, clock: SetClock, days: int) -> tuple[list[DayResult], int]:
    yesterday = SystemClock().now().astimezone(ZoneInfo(till.checkout.shop.zone)).date() - timedelta(days=1)
    started = time.monotonic_ns()
    with progress_bar(_("Ringing baskets")) as progress:
        results = ring_days(till, clock, yesterday, days, progress, special=True)
    return results, (time.monotonic_ns() - started) // 1_000_000_000


def _summary(results: list[DayResult], seconds: int) -> str:
    sales = sum(len(result.sales) for result in results)
    day_count = ngettext("{days} business day", "{days} business days", len(results)).format(days=len(results))
    return _("{days}: {sales} real baskets rung and closed in {seconds} s.").format(
        days=day_count, sales=sales, seconds=seconds
    )


def _prices_note() -> str:
    return _("The shop is made of real products and real baskets; its prices are made up.")


def _morning(file: Path) -> int:
    if not has_display():
        typer.echo(
            _("There is no display here, so the till's window stays closed. Open it with: kasse --db {file}").format(
                file=file
            )
        )
        return 0
    from ui.app import run

    return run(file)
