"""What the owner has answered so far; kept while going back and forth, and nowhere else until the shop is made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kasse.shop import Shop

if TYPE_CHECKING:
    from kasse.product_list import ProductList

STARTER, LIST, EMPTY = "starter", "list", "empty"
"""What the shelves begin with."""


@dataclass
class Answers:
    """All answers, with what they are before anybody answered."""

    language: str = "en"
    demo: bool = False
    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    tax_number: str = ""
    vat_id: str = ""
    owner: str = ""
    pin: str = ""
    pin_again: str = ""
    goods: str = STARTER
    list_file: str = ""
    listed: "ProductList | None" = None

    def shop(self) -> Shop:
        """The shop's data of the first version."""
        return Shop(
            self.name.strip(),
            self.street.strip(),
            self.postcode.strip(),
            self.city.strip(),
            tax_number=self.tax_number.strip(),
            vat_id=self.vat_id.strip(),
            language=self.language,
        )
