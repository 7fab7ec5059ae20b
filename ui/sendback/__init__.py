"""What goes back: empties and goods to a supplier, press by the issue."""
