"""The settings of the shop and of this computer, a module per section."""
