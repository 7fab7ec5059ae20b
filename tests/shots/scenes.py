"""All scenes there are: importing a module notes its own in `SCENES`."""

from tests.shots import (
    scenes_buying,
    scenes_checkout,
    scenes_counting,
    scenes_customers,
    scenes_exchange,
    scenes_figures,
    scenes_law,
    scenes_market,
    scenes_pages,
    scenes_prices,
    scenes_products,
    scenes_promotions,
    scenes_reservations,
    scenes_setup,
    scenes_special,
    scenes_stock,
    scenes_tse,
)
from tests.shots.stage import SCENES

__all__ = [
    "SCENES",
    "scenes_buying",
    "scenes_checkout",
    "scenes_counting",
    "scenes_customers",
    "scenes_exchange",
    "scenes_figures",
    "scenes_law",
    "scenes_market",
    "scenes_pages",
    "scenes_prices",
    "scenes_products",
    "scenes_promotions",
    "scenes_reservations",
    "scenes_setup",
    "scenes_special",
    "scenes_stock",
    "scenes_tse",
]
