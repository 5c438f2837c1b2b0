"""The one error of this floor."""


class CalibrationRefused(Exception):
    """A calibration cannot be made, read or used; the message is one plain sentence that says why."""
