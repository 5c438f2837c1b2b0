"""Which of the store's products the part on the tray is, as a posterior."""
