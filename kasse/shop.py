"""Who the shop is: what stands at the head of each receipt. Each change is a new version, so a copy stays true."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from kasse.clock import ShopTime


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's data of one version. `language` is the receipts'; `country` picks the law."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    tax_number: str = ""
    vat_id: str = ""
    language: str = "de"
    footer: str = ""
    zone: str = "Europe/Berlin"
    day_starts_at_hour: int = 4
    till_serial: str = ""
    version: int = 1
    small_business: bool = False
    """Kleinunternehmer, section 19 UStG: what is sold is free of VAT, and none is shown."""

    @property
    def time(self) -> ShopTime:
        """The shop's clock on the wall and the start of its day."""
        return ShopTime(ZoneInfo(self.zone), timedelta(hours=self.day_starts_at_hour))
