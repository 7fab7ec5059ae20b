"""Promotions: what they take off a basket. Pure functions; `docs/pricing.md` has the worked examples."""
