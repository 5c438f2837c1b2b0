"""Readings made by hand, for tests of what is said and drawn of them."""

import numpy as np

from appliance.reading import (
    Difference,
    Kind,
    Landmarks,
    Match,
    Measurement,
    Part,
    Reading,
    Refused,
    Scale,
    ScaleSource,
    ThreadSize,
)
from calibration.estimate import Estimate, Unmeasured
from drivers.frame import Frame, Light, Shot
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Drive, Finish, Head

PX_PER_MM = 18.0


def machine_screw(centre_xy_px=(500.0, 380.0), angle_deg=30.0, length_mm=19.05) -> Part:
    """A #10-24 pan head screw: a rectangle with a sinusoidal edge and a rectangular head, turned about its centre."""
    head_mm, head_r_mm, r_mm, pitch_mm = 3.3, 4.7, 2.4, 1.058
    s = np.arange(head_mm, head_mm + length_mm, 0.05)
    edge = r_mm - 0.3 * (1 + np.cos(2 * np.pi * s / pitch_mm)) / 2
    upper = np.concatenate([[[0, head_r_mm], [head_mm, head_r_mm]], np.stack([s, edge], axis=1)])
    outline = np.concatenate([upper, upper[::-1] * [1, -1]])
    turn = np.deg2rad(angle_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def px(points_mm):
        shifted = np.asarray(points_mm, np.float64) - [(head_mm + length_mm) / 2, 0]
        return PX_PER_MM * shifted @ rotation.T + centre_xy_px

    end = head_mm + length_mm
    landmarks = Landmarks(
        tail_xy_px=px([end, 0]),
        face_xy_px=px([0, 0]),
        seat_xy_px=px([head_mm, 0]),
        body_xy_px=px([[12, r_mm], [12, -r_mm]]),
        head_xy_px=px([[1, head_r_mm], [1, -head_r_mm]]),
        thread_xy_px=px([[head_mm + 1, 0], [end, 0]]),
    )
    measurement = Measurement(
        overall_length_mm=Estimate(end, 0.02),
        nominal_length_mm=Estimate(length_mm, 0.03),
        head_diameter_mm=Estimate(2 * head_r_mm, 0.02),
        head_height_mm=Estimate(head_mm, 0.03),
        major_diameter_mm=Estimate(2 * r_mm, 0.01),
        minor_diameter_mm=Estimate(3.6, 0.03),
        shank_diameter_mm=Unmeasured("threaded up to the head"),
        pitch_mm=Estimate(pitch_mm, 0.002),
        threaded_length_mm=Estimate(length_mm - 1, 0.2),
    )
    attributes = Attributes(
        head=Odds.sure(Head.PAN, Head, 0.97),
        drive=Odds.sure(Drive.PHILLIPS, Drive, 0.9),
        finish=Odds.sure(Finish.ZINC, Finish, 0.8),
    )
    matches = (
        Match("0104071", 0.93, "#10-24 x 3/4 in. Pan Head Phillips Zinc Machine Screw (6-Pack)", "12", "4", "C3"),
        Match("104072", 0.05, "#10-24 x 7/8 in. Pan Head", "12", None, None, (Difference("length", 3.2),)),
    )
    sizes = (ThreadSize("#10-24 UNC", 0.97), ThreadSize("M5x0.8", 0.02))
    return Part(
        Kind.FASTENER, px(outline), None, measurement, landmarks, sizes, attributes, matches, not_in_catalog=0.02
    )


def coin(centre_xy_px=(900.0, 300.0)) -> Part:
    """A US quarter."""
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    rim = 12.13 * PX_PER_MM * np.stack([np.cos(turn), np.sin(turn)], axis=1) * 0.5
    return Part(Kind.COIN, rim + centre_xy_px)


def refused(why: Refused, centre_xy_px=(200.0, 600.0)) -> Part:
    """A square of which nothing was measured."""
    square = np.array([[-40, -40], [40, -40], [40, 40], [-40, 40]], np.float64)
    return Part(Kind.FASTENER, square + centre_xy_px, refused=why)


def reading(*parts: Part, shot: str = "tray/0001", warnings: tuple[str, ...] = ()) -> Reading:
    """The answer that holds these parts."""
    return Reading(
        shot=shot,
        scale=Scale(ScaleSource.CALIBRATION, 1 / PX_PER_MM, 2e-4),
        parts=parts,
        calibration="cal-1",
        models="geometry-1",
        catalog="store-1",
        warnings=warnings,
        timing_ms=(("read", 31.26), ("total", 170.0)),
    )


def tray(width_px: int = 1200, height_px: int = 800) -> Shot:
    """A plain grey tray."""
    return Shot("tray/0001", toplit=Frame(np.full((height_px, width_px, 3), 210, np.uint8), Light.TOPLIT))
