"""Our own drawings: screws in side and front view, what goes with them, the store's map; lines of one pen."""
