"""The shift page: the drawer from the float to the Z report."""
