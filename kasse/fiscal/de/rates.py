"""German VAT rates with their dates: section 12 UStG, and section 28 UStG for the second half of 2020.

Food that is eaten in the shop bore the reduced rate from July 2020 to the end of 2023, and bears it again since 2026
(section 12 subsection 2 number 15 UStG); drinks never did.
"""

from datetime import date

from kasse.tax import MEAL, REDUCED, STANDARD, ZERO_RATED, TaxRate

RATES = (
    TaxRate(STANDARD, date(2007, 1, 1), 1900),
    TaxRate(STANDARD, date(2020, 7, 1), 1600),
    TaxRate(STANDARD, date(2021, 1, 1), 1900),
    TaxRate(REDUCED, date(1983, 7, 1), 700),
    TaxRate(REDUCED, date(2020, 7, 1), 500),
    TaxRate(REDUCED, date(2021, 1, 1), 700),
    TaxRate(MEAL, date(2007, 1, 1), 1900),
    TaxRate(MEAL, date(2020, 7, 1), 500),
    TaxRate(MEAL, date(2021, 1, 1), 700),
    TaxRate(MEAL, date(2024, 1, 1), 1900),
    TaxRate(MEAL, date(2026, 1, 1), 700),
    TaxRate(ZERO_RATED, date(1968, 1, 1), 0),
)
