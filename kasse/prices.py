"""Prices that change on a day, what they were before, and what they leave the shop."""
