"""Every report of the shop as data; how it looks is for the window, the PDF and the sheet to say."""
