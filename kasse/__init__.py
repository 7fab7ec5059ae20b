"""The shop in plain Python: its rules and its data. No Qt, no device, no network."""

__version__ = "0.1.0"
