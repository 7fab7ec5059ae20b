"""Customers: tabs, vouchers and stamps."""
