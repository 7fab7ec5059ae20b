"""Suppliers, what to order and why, and orders until they have come."""
