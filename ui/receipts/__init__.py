"""Past receipts: search, view, print again, void, give back."""
