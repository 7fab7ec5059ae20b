"""The page of promotions."""
