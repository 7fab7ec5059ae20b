"""The checkout: scan, basket, total, pay."""
