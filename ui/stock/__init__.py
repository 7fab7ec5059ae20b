"""The stock page: what there is, goods in, goods out, and what expires."""
