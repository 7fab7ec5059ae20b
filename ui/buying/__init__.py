"""The page for suppliers and orders."""
