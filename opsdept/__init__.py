"""The house itself: settings, addresses, the embedded database, and the commands that run the whole."""
