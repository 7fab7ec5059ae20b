"""Tabs, vouchers, stamps, and what a customer may ask of the shop."""
