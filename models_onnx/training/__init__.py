"""How the models are made: from simulated scenes to files that the device runs."""
