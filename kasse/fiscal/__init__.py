"""The law, a package per country."""
