"""What the owner does with stock: goods in, goods out, counted, valued; a module a subject."""
