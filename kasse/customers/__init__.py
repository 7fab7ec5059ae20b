"""Customers for the owner: who they are, what they owe, their vouchers and stamps, and what is theirs to ask for."""
