"""The owner's figures, a module a subject; each makes `kasse.books.reports.Report` values."""
