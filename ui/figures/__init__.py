"""The owner's figures: reports as tables and charts."""
