"""The store's products: names read, sizes known, kept in SQLite."""
