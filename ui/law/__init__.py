"""The owner's page for the tax office."""
