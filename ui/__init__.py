"""The till's window and command line."""
