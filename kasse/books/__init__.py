"""The owner's books, one module a subject: its values, and the Protocol by which the services know its store."""
