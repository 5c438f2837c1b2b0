"""From a shot to the things in it: which frames there are, whether their light is of use, and where the scale comes
from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from appliance.metrology.cutout import ThingOdds, cut_out
from appliance.metrology.parts import DIRT_MM2, Thing, tell_apart
from appliance.metrology.silhouette import Silhouette, blur_when_calm, calmed, find_silhouettes, silhouette_of_outline
from appliance.reading import Kind, Scale, ScaleSource
from calibration.coin import QuarterFit, find_quarter
from calibration.flat import even_out, noise_of
from calibration.plane import TrayView
from calibration.record import Calibration, check_fits
from drivers.faults import UnreadableShot
from drivers.frame import Frame, Light, Shot
from models_onnx.attributes import Odds
from models_onnx.colour import finish_odds
from models_onnx.locator import BACKGROUND, Locator
from models_onnx.patch import cut_patch, light_of_photograph
from models_onnx.vocabulary import Finish

BLACK_LEVEL, WHITE_LEVEL = 16, 252
NOISE = 0.15  # evened noise beyond which there is no picture in the frame
DIM = 0.75  # of the calibrated light, over the whole tray, past which drift is not made good
UNSCALED_HEIGHT_PX = 5200.0  # pupil over the tray, in pixels: the reference box's lens, for parts without a scale


@dataclass(frozen=True)
class Scene:
    """What is in a shot.

    Attributes
    ----------
    view : the camera; without a scale its millimetres are pixels
    things : what lies there
    colour : (height, width, 3) evened top-lit light, None where there is no such frame
    is_white_known : whether 1.0 in `colour` is white
    light : (height, width) evened backlit light, None where there is no such frame
    top : what the networks see of the top light; `colour` but for photographs, whose ground is no white
    """

    view: TrayView
    scale: Scale
    things: tuple[Thing, ...]
    colour: NDArray[np.float32] | None
    is_white_known: bool
    warnings: tuple[str, ...] = ()
    light: NDArray[np.float32] | None = None
    top: NDArray[np.float32] | None = None

    def patch(self, silhouette: Silhouette) -> NDArray[np.uint8]:
        """The part as the networks see it."""
        top = None if self.top is None or self.top.shape[2] != 3 else self.top
        if self.light is None and top is None:
            assert self.top is not None  # a grey camera by top light alone
            top = np.repeat(self.top[..., :1], 3, axis=2)
        return cut_patch(silhouette.mask, silhouette.box_px, self.light, top)

    def finish(self, silhouette: Silhouette) -> Odds[Finish] | None:
        """Odds of the finish from the colour inside the outline; None without a colour frame."""
        if self.colour is None or self.colour.shape[2] != 3:
            return None
        x, y, w, h = silhouette.box_px
        rows, columns = min(y + h, self.colour.shape[0]) - y, min(x + w, self.colour.shape[1]) - x
        crop = self.colour[y : y + rows, x : x + columns]
        return finish_odds(crop, silhouette.mask[:rows, :columns], is_white_known=self.is_white_known)


def see(shot: Shot, calibration: Calibration | None, coin: bool, locator: Locator | None = None) -> Scene:
    """Find the things in a shot.

    Parameters
    ----------
    locator : the network that knows things from their ground; without it colour and grain have to do

    Raises
    ------
    UnreadableShot
        if the light is of no use
    calibration.refusal.CalibrationRefused
        if the calibration is for pictures of another size
    """
    for frame in shot.frames:
        _refuse_useless(frame)
    if shot.photo is not None:
        return _see_photo(shot.photo, coin, locator)
    if calibration is not None:
        check_fits(calibration, shot.size_px)
    flats = {} if calibration is None else calibration.flats
    colour = None
    if shot.toplit is not None:
        colour = np.atleast_3d(even_out(shot.toplit, flats.get(Light.TOPLIT)))
    if shot.backlit is None:
        assert shot.toplit is not None
        return _see_toplit(shot.toplit, calibration, colour, locator)
    light = even_out(shot.backlit, flats.get(Light.BACKLIT))
    light = np.asarray(light.mean(axis=2) if light.ndim == 3 else light, np.float32)  # a colour camera's backlit frame
    if noise_of(light) > NOISE:
        raise UnreadableShot("The picture is nothing but noise: is the lamp on and the lens cap off?")
    if float(np.median(light[::8, ::8])) < DIM:
        raise UnreadableShot("The backlight is much dimmer than when the tray was calibrated: is the lamp on?")
    view, scale = _view_of(calibration, shot.size_px)
    px_mm = view.mm_per_px()
    has_scale = scale.source is ScaleSource.CALIBRATION
    least = max(60, int(DIRT_MM2 / px_mm**2)) if has_scale else 400
    calm = calmed(light)
    blur_px = None if calibration is None or calibration.blur_px is None else blur_when_calm(calibration.blur_px)
    silhouettes = find_silhouettes(calm, blur_px, least)
    things = tell_apart(silhouettes, calm, view, has_scale)
    return Scene(view, scale, tuple(things), colour, True, () if has_scale else ("no_scale",), light, colour)


def _refuse_useless(frame: Frame) -> None:
    """A frame with nothing to see in it is refused with what may be wrong."""
    levels = frame.pixels[::8, ::8]
    if np.percentile(levels, 99.5) < BLACK_LEVEL:
        raise UnreadableShot(f"The {_name(frame)} is black: is the light on?")
    if np.percentile(levels, 0.5) >= WHITE_LEVEL:
        raise UnreadableShot(f"The {_name(frame)} is white all over: is the exposure too long?")
    # neighbours that know nothing of each other are noise; every real picture is smooth somewhere
    some = frame.pixels[:: max(1, len(frame.pixels) // 200)]
    grey = np.asarray(some if some.ndim == 2 else some[..., 1], np.float32)
    steps = np.abs(np.diff(grey, axis=1))
    if np.median(steps) > 12 and np.percentile(steps, 20) > 3:
        raise UnreadableShot(f"The {_name(frame)} is nothing but noise: is the lamp on and the lens cap off?")


def _name(frame: Frame) -> str:
    return "picture" if frame.light is Light.AMBIENT else f"{frame.light} picture"


def _view_of(calibration: Calibration | None, size_px: tuple[int, int]) -> tuple[TrayView, Scale]:
    if calibration is not None:
        view = calibration.view
        return view, Scale(ScaleSource.CALIBRATION, view.mm_per_px(), view.u_scale_rel)
    width, height = size_px
    focal = UNSCALED_HEIGHT_PX * max(width, height) / 2028
    matrix = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1]])
    view = TrayView(matrix, np.zeros(5), np.array([0.0, 0.0, -1.0]), focal, 0.0, 0.0)
    return view, Scale(ScaleSource.NONE)


def _thing_odds(locator: Locator | None, light: NDArray[np.float32] | None) -> ThingOdds | None:
    """Odds of being a thing, looked at closely."""
    if locator is None or light is None or light.shape[2] != 3:
        return None

    def odds(window: tuple[int, int, int, int]) -> NDArray[np.float32]:
        x0, y0, x1, y1 = window
        return np.asarray(1 - locator.close_up(light[y0:y1, x0:x1])[BACKGROUND], np.float32)

    return odds


def _see_toplit(
    frame: Frame, calibration: Calibration | None, colour: NDArray[np.float32] | None, locator: Locator | None
) -> Scene:
    """Top light alone: outlines as in a photograph, scale from the calibration."""
    view, scale = _view_of(calibration, frame.size_px)
    has_scale = scale.source is ScaleSource.CALIBRATION
    silhouettes = [
        silhouette_of_outline(c.outline_xy_px, c.holes_xy_px, frame.size_px, c.u_edge_px)
        for c in cut_out(frame, _thing_odds(locator, colour))
    ]
    things = tell_apart(silhouettes, None, view, has_scale)
    return Scene(view, scale, tuple(things), colour, True, () if has_scale else ("no_scale",), None, colour)


def _see_photo(frame: Frame, coin: bool, locator: Locator | None) -> Scene:
    """A photograph on any plain ground: its scale is a quarter, if there is one."""
    pixels = frame.pixels if frame.pixels.ndim == 3 else np.repeat(frame.pixels[..., None], 3, axis=2)
    top = light_of_photograph(pixels)
    cutouts = cut_out(frame, _thing_odds(locator, top))
    outlines, holes = [c.outline_xy_px for c in cutouts], [c.holes_xy_px for c in cutouts]
    silhouettes = [silhouette_of_outline(c.outline_xy_px, c.holes_xy_px, frame.size_px, c.u_edge_px) for c in cutouts]
    quarter = find_quarter(frame, outlines, holes) if coin else None
    colour = even_out(Frame(pixels, frame.light), None)
    if not isinstance(quarter, QuarterFit):
        view, scale = _view_of(None, frame.size_px)
        things = tell_apart(silhouettes, None, view, has_scale=False)
        return Scene(view, scale, tuple(things), colour, False, ("no_scale",), None, top)
    scale = Scale(ScaleSource.QUARTER, quarter.mm_per_px, quarter.u_rel)
    rest = [s for i, s in enumerate(silhouettes) if i != quarter.index]
    things = tell_apart(rest, None, quarter.view, has_scale=True)
    rim = silhouette_of_outline(quarter.outline_xy_px, (), frame.size_px, cutouts[quarter.index].u_edge_px)
    things.append(Thing(rim, Kind.COIN))
    return Scene(quarter.view, scale, tuple(things), colour, False, (), None, top)
