"""Data in and out: lists taken over and taken back, and everything the shop has, to leave with."""
