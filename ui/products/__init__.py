"""The product list: search, edit, codes and packs, quick keys, departments, and lists taken over from files."""
