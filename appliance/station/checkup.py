"""Between customers: whether lamp, camera and tray are still as they were calibrated."""

from calibration.drift import check_drift
from calibration.record import Calibration
from calibration.refusal import CalibrationRefused
from drivers.faults import DeviceFault
from drivers.frame import Shot

IDLE_S = 5.0  # the tray has been empty for so long before a customer's time is spent on it


class Checkup:
    """Knows when the empty tray is due to be looked at, and what came of it.

    Parameters
    ----------
    calibration : what the tray was like; without it there is nothing to compare with
    every_s : least time between two checks; 0 for never
    """

    def __init__(self, calibration: Calibration | None, every_s: float) -> None:
        self._calibration, self._every_s = calibration, every_s
        self._last_s: float | None = None
        self.findings: tuple[str, ...] = ()

    def compare_with(self, calibration: Calibration | None) -> None:
        """The tray was calibrated anew: from now on this is what it was like, and it is looked at soon."""
        self._calibration, self._last_s, self.findings = calibration, None, ()

    def is_due(self, now_s: float, empty_since_s: float) -> bool:
        """Whether to photograph the empty tray now."""
        if self._calibration is None or self._every_s <= 0 or now_s - empty_since_s < IDLE_S:
            return False
        return self._last_s is None or now_s - self._last_s >= self._every_s

    def put_off(self, now_s: float) -> None:
        """Somebody came in between: try again after a while."""
        self._last_s = now_s - 0.9 * self._every_s

    def look(self, empty: Shot, now_s: float) -> tuple[str, ...]:
        """What a technician should see to, a sentence each; the same until the next look."""
        self._last_s = now_s
        assert self._calibration is not None
        try:
            drift = check_drift(empty, self._calibration)
        except (CalibrationRefused, DeviceFault) as refused:
            self.findings = (str(refused),)
        else:
            self.findings = tuple(finding.sentence for finding in drift.findings)
        return self.findings
