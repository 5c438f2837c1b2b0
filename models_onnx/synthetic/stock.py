"""What a hardware store stocks: compact tables of standard sizes, in mm, from which random screws are drawn.

Sources: threads ASME B1.1 (class 2A), ISO 965-1 (6g), ASME B18.6.1 (wood, body diameter +.004/-.007 in), ASME B18.6.4
(tapping AB); heads ASME B18.6.3 and B18.6.1 (maxima; the real ones are 2 to 7 % smaller), ASME B18.3 and ISO 4762
(socket cap), ISO 7380-1 (button), ASME B18.2.1 and ISO 4017 (hexagons). Values between rows are interpolated.
"""

from math import sqrt

import numpy as np

INCH = 25.4
GAUGE = {f"#{n}": round((0.060 + 0.013 * n) * INCH, 4) for n in (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14)}
FRACTION = {"1/4": 6.35, "5/16": 7.9375, "3/8": 9.525, "1/2": 12.7}

# size -> threads per inch (ASME B1.1)
UNC = {"#2": 56, "#4": 40, "#6": 32, "#8": 32, "#10": 24, "#12": 24, "1/4": 20, "5/16": 18, "3/8": 16, "1/2": 13}
UNF = {"#4": 48, "#6": 40, "#8": 36, "#10": 32, "1/4": 28, "5/16": 24, "3/8": 24}
# size -> pitch (ISO 261, coarse)
METRIC = {"M2": 0.4, "M2.5": 0.45, "M3": 0.5, "M4": 0.7, "M5": 0.8, "M6": 1.0, "M8": 1.25, "M10": 1.5}
# size -> threads per inch (ASME B18.6.1; B18.6.4 type AB)
WOOD = {"#2": 26, "#4": 22, "#6": 18, "#8": 15, "#10": 13, "#12": 11, "#14": 10}
TAPPING = {"#4": 24, "#6": 20, "#8": 18, "#10": 16, "#12": 14, "1/4": 14}

# Largest head diameter and height at these body diameters.
BODY = np.array([2.184, 2.845, 3.505, 4.166, 4.826, 5.486, 6.35, 7.938, 9.525, 12.7])
HEADS: dict[str, tuple[list[float], list[float]]] = {
    "flat": (
        [4.115, 5.385, 6.655, 7.925, 9.195, 10.465, 12.116, 15.164, 18.212, 22.0],
        [1.295, 1.702, 2.108, 2.54, 2.946, 3.353, 3.886, 4.851, 5.842, 6.6],
    ),
    "pan": (
        [4.242, 5.563, 6.858, 8.179, 9.474, 10.795, 12.497, 15.621, 18.796, 25.07],
        [1.575, 2.032, 2.464, 2.921, 3.378, 3.835, 4.445, 5.537, 6.629, 8.839],
    ),
    "pan_slotted": (
        [4.242, 5.563, 6.858, 8.179, 9.474, 10.795, 12.497, 15.621, 18.796, 25.07],
        [1.346, 1.727, 2.083, 2.438, 2.794, 3.175, 3.658, 4.521, 5.385, 7.137],
    ),
    "round": (
        [4.115, 5.359, 6.604, 7.849, 9.119, 10.363, 11.989, 14.986, 17.983, 20.65],
        [1.753, 2.184, 2.616, 3.048, 3.48, 3.886, 4.445, 5.486, 6.502, 9.017],
    ),
    "truss": (
        [4.928, 6.528, 8.153, 9.754, 11.379, 12.979, 14.554, 17.729, 20.904, 27.254],
        [1.346, 1.753, 2.184, 2.591, 2.997, 3.404, 3.81, 4.648, 5.461, 7.112],
    ),
    "cheese": (
        [3.556, 4.648, 5.74, 6.858, 7.95, 9.042, 10.516, 13.132, 15.799, 19.05],
        [2.108, 2.718, 3.353, 3.962, 4.597, 5.232, 6.020, 7.518, 9.017, 11.43],
    ),
    "socket_cap": (
        [3.556, 4.648, 5.74, 6.858, 7.925, 9.0, 9.525, 11.913, 14.288, 19.05],
        [2.184, 2.845, 3.505, 4.166, 4.826, 5.486, 6.35, 7.938, 9.525, 12.7],
    ),
    "button": (
        [4.1, 5.41, 6.655, 7.925, 9.169, 10.3, 11.1, 13.894, 16.637, 22.0],
        [1.118, 1.499, 1.854, 2.21, 2.565, 2.95, 3.353, 4.216, 5.080, 6.8],
    ),
    "hex": (
        [5.0, 5.5, 7.0, 8.2, 9.2, 10.6, 12.83, 14.66, 16.5, 22.0],
        [1.5, 2.0, 2.4, 2.8, 3.4, 3.8, 4.14, 5.36, 6.17, 8.2],
    ),
    "hex_washer": (
        [4.2, 6.0, 8.3, 8.839, 10.6, 10.973, 13.2, 17.17, 20.0, 26.0],
        [1.3, 1.55, 2.36, 2.794, 3.05, 3.937, 4.83, 5.842, 7.4, 9.0],
    ),
}
ACROSS_FLATS = np.array([3.2, 4.76, 6.35, 6.35, 7.94, 7.94, 9.53, 12.7, 14.29, 19.05])


def head_size_mm(kind: str, body_mm: float) -> tuple[float, float]:
    """(largest diameter, largest height) of a head on a body of that diameter."""
    diameter, height = HEADS[kind]
    return float(np.interp(body_mm, BODY, diameter)), float(np.interp(body_mm, BODY, height))


def across_flats_mm(body_mm: float) -> float:
    """Width of the hexagon of a hex washer head on a body of that diameter (ASME B18.6.3)."""
    return float(np.interp(body_mm, BODY, ACROSS_FLATS))


def nominal_mm(size: str) -> float:
    """Basic diameter of a size as the trade writes it: `#8`, `1/4`, `M4`."""
    return float(size[1:]) if size.startswith("M") else {**GAUGE, **FRACTION}[size]


def external_thread_mm(nominal: float, pitch: float, rng: np.random.Generator) -> tuple[float, float]:
    """(major, minor) of a machine thread within its tolerance.

    Allowance and tolerances grow as the class 2A and 6g ones do: 0.0015 and 0.06 in^(1/3) d^(1/3) .. P^(2/3) rules of
    ASME B1.1, here close to Td = 0.06 P^(2/3) inch on the major diameter.
    """
    tolerance = 0.06 * (pitch / INCH) ** (2 / 3) * INCH
    allowance = 0.03 * sqrt(pitch)
    major = nominal - allowance - tolerance * rng.beta(2.0, 2.5)
    return major, major - 2 * 0.6134 * pitch * rng.uniform(0.95, 1.0)
