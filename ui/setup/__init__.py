"""The first run: from no shop at all to an open till."""
