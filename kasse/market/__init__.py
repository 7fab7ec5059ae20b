"""What the world may see of the shop, and what it may reserve: rules and services, without any network."""
