"""What hangs on a cable at the counter."""
