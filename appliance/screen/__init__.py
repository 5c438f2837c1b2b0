"""What customers and staff see and touch: `state.py` decides and `phrases.py` speaks (no Qt); QML draws."""
