"""Data in and out: lists taken over, what is known of codes, and everything taken along."""
