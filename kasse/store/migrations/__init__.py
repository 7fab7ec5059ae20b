"""Alembic's migrations of the shop's file."""
