"""The station: one thread that watches the tray, photographs what comes to rest, and keeps what it answered."""
