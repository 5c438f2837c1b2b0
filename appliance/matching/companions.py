"""What fits a screw: nut, washer, drills and the bit, from the standards; where they say nothing, nothing is said."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.catalog.product import Kind
from appliance.catalog.shelving import Wording
from appliance.catalog.standards import Series, ThreadStandard, thread_standards
from appliance.catalog.standards.companions import Hardware, drivers, gauge_drills, hardware, tap_drills
from appliance.matching.trade import SERIES
from models_onnx.vocabulary import Drive, Head

_MM_PER_INCH = 25.4
_MACHINE = (Kind.MACHINE_SCREW, Kind.BOLT, Kind.SET_SCREW, Kind.EYE_BOLT)


@dataclass(frozen=True)
class Fit:
    """One thing that goes with a screw.

    Attributes
    ----------
    what : nut, washer, tap_drill, close_drill, normal_drill, free_drill, pilot_soft, pilot_hard or driver
    says : as one asks for it
    diameter_mm : nominal diameter of a nut or washer, diameter of a drill; None for drivers
    pitch_mm : of a nut's thread
    source : the standard
    """

    what: str
    says: str
    source: str
    diameter_mm: float | None = None
    pitch_mm: float | None = None


def what_fits(words: Wording) -> tuple[Fit, ...]:
    """What goes with a product of these words.

    Nothing that takes a thread is named where the thread is open: `1/4 machine screw` may be UNC or UNF.
    """
    if words.diameter_mm is None:
        return ()
    thread = _thread_of(words)
    fits: list[Fit] = []
    if words.kind in _MACHINE or (thread is not None and thread.series.is_machine):
        size = next((row for row in hardware() if abs(row.nominal_mm / words.diameter_mm - 1) < 0.01), None)
        if size is not None and _is_metric(size) == words.metric:
            fits += _with_machine_thread(size, thread, goes_through=words.kind is not Kind.SET_SCREW)
    elif thread is not None:
        fits += _pilots(thread)
    fits += _driver(words)
    return tuple(fits)


def what_fits_thread(name: str, head: Head | None = None, drive: Drive | None = None) -> tuple[Fit, ...]:
    """What goes with a screw of a measured thread (`#10-24 UNC`, `M5x0.8`, `#8 wood`).

    Raises
    ------
    KeyError
        if no standard thread is called so
    """
    thread = {row.name: row for row in thread_standards()}[name]
    kind = next(kind for kind, shares in SERIES.items() if shares.get(thread.series, 0) > 0.2)
    return what_fits(
        Wording(
            kind,
            thread.series.is_metric,
            thread.nominal_mm,
            thread.pitch_mm,
            None,
            head,
            drive,
            None,
            None,
            False,
            None,
        )
    )


def _thread_of(words: Wording) -> ThreadStandard | None:
    """The one standard thread that the words mean; None if they leave it open."""
    shares = SERIES.get(words.kind, SERIES[Kind.SCREW])
    assert words.diameter_mm is not None
    rows = [
        row
        for row in thread_standards()
        if shares.get(row.series, 0) > 0
        and row.series.is_metric == words.metric
        and abs(row.nominal_mm / words.diameter_mm - 1) < 0.01
        and (words.pitch_mm is None or abs(row.pitch_mm / words.pitch_mm - 1) < 0.015)
    ]
    if words.kind is Kind.SCREW and words.pitch_mm is None:
        return None
    if rows and not rows[0].series.is_machine:
        return max(rows, key=lambda row: shares.get(row.series, 0))  # one root diameter serves for all spaced threads
    coarse = [row for row in rows if row.series is Series.ISO_COARSE]  # `M5` alone means M5x0.8 (ISO 261)
    return rows[0] if len(rows) == 1 else coarse[0] if len(coarse) == 1 else None


def _is_metric(size: Hardware) -> bool:
    return size.size.startswith("M")


def _with_machine_thread(size: Hardware, thread: ThreadStandard | None, *, goes_through: bool) -> Iterator[Fit]:
    if thread is not None and goes_through and size.nut_across:
        says = f"{thread.name} hex nut, {size.nut_across} across flats"
        yield Fit("nut", says, size.source, size.nominal_mm, thread.pitch_mm)
    if goes_through and size.washer_outer:
        yield Fit("washer", f"{size.size} flat washer, {size.washer_outer} outside", size.source, size.nominal_mm)
    if thread is not None and thread.name in tap_drills():
        row = tap_drills()[thread.name]
        yield Fit(
            "tap_drill", f"{row.drill.name} drill before the {thread.name} tap", row.source, row.drill.diameter_mm
        )
    if not goes_through:
        return
    for fit in ("close", "normal", "free"):
        drill = getattr(size, fit)
        if drill is not None:
            yield Fit(f"{fit}_drill", f"{drill.name} drill, {fit} fit", size.source, drill.diameter_mm)


# Lead holes over the root diameter, for soft and hard wood (Wood Handbook, FPL-GTR-282, chapter 8: "about 70 percent of
# the root diameter of threads in softwoods, about 90 percent in hardwoods"; lag screws there by shank diameter).
_LEADS = {"soft": 0.70, "hard": 0.90}
_LEAD_SOURCE = "Wood Handbook FPL-GTR-282, chapter 8"


def _pilots(thread: ThreadStandard) -> Iterator[Fit]:
    if thread.series in (Series.TAPPING_A, Series.TAPPING_AB, Series.TAPPING_ISO):
        name, diameter = _nearest_drill(thread.minor_mm, thread.series.is_metric, gauges=True)
        yield Fit("pilot_sheet", f"{name} drill for thin sheet", "the thread's root diameter", diameter)
        return
    for wood, share in _LEADS.items():
        name, diameter = _nearest_drill(share * thread.minor_mm, thread.series.is_metric)
        yield Fit(f"pilot_{wood}", f"{name} drill in {wood}wood", _LEAD_SOURCE, diameter)


def _nearest_drill(diameter_mm: float, metric: bool, *, gauges: bool = False) -> tuple[str, float]:
    """The drill nearest to a diameter: to half a millimetre's tenth, to a 64th, or a number drill."""
    if metric:
        rounded = round(2 * diameter_mm, 0) / 2 if diameter_mm > 4 else round(diameter_mm, 1)
        return f"{rounded:g} mm", rounded
    if gauges:
        drill = min(gauge_drills(), key=lambda one: abs(one.diameter_mm - diameter_mm))
        return drill.name, drill.diameter_mm
    steps = max(round(diameter_mm / _MM_PER_INCH * 64), 1)
    over = 64
    while steps % 2 == 0:
        steps, over = steps // 2, over // 2
    return f"{steps}/{over} in", steps / over * _MM_PER_INCH


_CALLED = {
    Drive.SLOTTED: "slotted blade, {} wide",
    Drive.HEX_SOCKET: "{} hex key",
    Drive.HEX_EXTERNAL: "{} wrench or nut driver",
}
# A recess that several bits fit is best served by the first; a hex head with a slot by the wrench.
_SERVED_BY = {Drive.COMBO: (Drive.PHILLIPS, Drive.SLOTTED)}


def _driver(words: Wording) -> Iterator[Fit]:
    if words.drive is None or words.diameter_mm is None:
        return
    family = "metric" if words.metric else "machine inch" if words.kind in _MACHINE else "spaced inch"
    for drive in _SERVED_BY.get(words.drive, (words.drive,)):
        rows = [row for row in drivers() if row.drive == drive and row.family == family]
        rows = [row for row in rows if row.head in ("", words.head or "")]
        fitting = [row for row in rows if abs(row.nominal_mm / words.diameter_mm - 1) < 0.02]
        if fitting:
            tool = _CALLED.get(drive, "{} bit").format(fitting[0].tool)
            yield Fit("driver", tool, fitting[0].source)
