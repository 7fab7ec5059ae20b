"""The market page: what the world sees of the shop, where it is told, and what somebody wants to fetch."""
