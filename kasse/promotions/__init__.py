"""Promotions: what they take off a basket. Pure functions; `docs/pricing.md` has the worked examples.

`rules` says what a promotion is and when it runs, `goods` which article it means, `alone` what one promotion can do
best, `together` what several can do that want the same goods, and `offers` what all of them take off a basket's lines.
"""
