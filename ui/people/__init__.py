"""Who works here: names, roles and PINs, and the log of what they did."""
