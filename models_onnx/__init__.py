"""What it looks like: vocabularies, attribute odds, the networks and the world they learn in."""
