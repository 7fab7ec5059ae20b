"""The demo shop: real products and real baskets at prices that are made up."""
