"""The owner's start page: how the shop is doing, and the ways to everything behind it."""
