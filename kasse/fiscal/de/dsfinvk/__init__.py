"""The DSFinV-K 2.4: the tax office's view of the till as twenty CSV files with their description, zipped.

`schema_2_4.json` says which files there are and what is in their columns; `gdpdu-01-09-2004.dtd` is the grammar of the
description (the elements of the standard's own file of that name, without its remarks). Both come with the package.
"""
