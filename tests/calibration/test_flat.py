import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibration.flat import FlatField, even_out, flat_field, linear_to_srgb, noise_of, srgb_to_linear
from calibration.refusal import CalibrationRefused
from drivers.frame import Frame, Light

SIZE = (640, 480)


def lamp(channels: int = 1, level: float = 0.6) -> NDArray[np.float64]:
    """Light of an empty tray: bright in the middle, lopsided, a slow ripple."""
    x, y = np.meshgrid(np.linspace(-1, 1, SIZE[0]), np.linspace(-1, 1, SIZE[1]))
    shape = level * (1 - 0.12 * x * x - 0.15 * y * y + 0.05 * x + 0.01 * np.cos(4 * x + 3 * y))
    return (
        shape if channels == 1 else np.dstack([shape * f * (1 + 0.02 * i * x) for i, f in enumerate((1, 0.95, 1.05))])
    )


def photograph(light: NDArray[np.float64], seed: int = 0, noise: float = 0.005, name: Light = Light.BACKLIT) -> Frame:
    noisy = light * (1 + noise * np.random.default_rng(seed).standard_normal(light.shape))
    return Frame(np.round(255 * linear_to_srgb(noisy.clip(0, 1))).astype(np.uint8), name)


def sprinkle(light: NDArray[np.float64], count: int, radius_px: int, seed: int = 3) -> NDArray[np.float64]:
    dusty = light.copy()
    for x, y in np.random.default_rng(seed).uniform((10, 10), np.array(SIZE) - 10, (count, 2)):
        cv2.circle(dusty, (int(x), int(y)), radius_px, (0.1, 0.1, 0.1), -1)
    return dusty


@given(st.floats(0.0, 1.0))
def test_coding_and_decoding_undo_each_other(value: float) -> None:
    assert float(srgb_to_linear(linear_to_srgb(value))) == pytest.approx(value, abs=1e-9)


def test_levels_decode_as_the_standard_says() -> None:
    assert srgb_to_linear(np.array([0, 10, 188, 255], np.uint8)) == pytest.approx(
        [0, 10 / 255 / 12.92, ((188 / 255 + 0.055) / 1.055) ** 2.4, 1]
    )


@pytest.mark.parametrize("channels", [1, 3])
def test_an_empty_tray_evens_out_to_one_everywhere(channels: int) -> None:
    flat = flat_field(photograph(lamp(channels)))
    evened = even_out(photograph(lamp(channels), seed=9), flat)
    assert evened.dtype == np.float32
    assert evened.shape == lamp(channels).shape
    np.testing.assert_allclose(cv2.resize(evened, (20, 15), interpolation=cv2.INTER_AREA), 1.0, atol=0.002)


@pytest.mark.parametrize(("count", "radius_px"), [(40, 2), (15, 6), (4, 14)])
def test_dust_is_counted_and_does_not_dent_the_flat_field(count: int, radius_px: int) -> None:
    flat = flat_field(photograph(sprinkle(lamp(), count, radius_px)))
    assert 0.8 * count <= flat.specks <= count
    np.testing.assert_allclose(1 / flat.reciprocal, lamp(), rtol=0.004)


def test_many_specks_make_the_tray_dirty() -> None:
    assert not flat_field(photograph(sprinkle(lamp(), 5, 2))).dirty
    assert flat_field(photograph(sprinkle(lamp(), 150, 2))).dirty


@settings(deadline=None, max_examples=15)
@given(st.lists(st.floats(0.88, 1.12), min_size=3, max_size=3))
def test_a_drift_of_lamp_and_white_balance_is_taken_out(drift: list[float]) -> None:
    flat = flat_field(photograph(lamp(3, 0.5)))
    parts = lamp(3, 0.5) * drift
    parts[100:300, 100:400] *= 0.15  # a fifth of the tray is covered
    evened = even_out(photograph(parts, seed=5), flat)
    np.testing.assert_allclose(np.median(evened[320:], axis=(0, 1)), 1.0, atol=0.004)
    np.testing.assert_allclose(np.median(evened[120:280, 120:380], axis=(0, 1)), 0.15, atol=0.003)


@pytest.mark.parametrize("level", [0.08, 0.3, 0.8])
def test_without_a_flat_field_the_background_comes_from_the_shot(level: float) -> None:
    x, y = np.meshgrid(np.linspace(-1, 1, SIZE[0]), np.linspace(-1, 1, SIZE[1]))
    light = level * np.exp(-0.1 * x * x - 0.08 * y * y + 0.15 * x - 0.1 * y)
    light[150:250, 200:500] *= 0.2
    evened = even_out(photograph(light), None)
    assert np.median(evened[160:240, 210:490]) == pytest.approx(0.2, abs=0.01)
    evened[140:260, 190:510] = 1.0
    np.testing.assert_allclose(cv2.resize(evened, (20, 15), interpolation=cv2.INTER_AREA), 1.0, atol=0.02)


@pytest.mark.parametrize("level", [0, 255])
def test_a_black_or_white_frame_passes_through_finite(level: int) -> None:
    frame = Frame(np.full((SIZE[1], SIZE[0]), level, np.uint8), Light.BACKLIT)
    assert np.isfinite(even_out(frame, None)).all()
    assert np.isfinite(even_out(frame, flat_field(photograph(lamp())))).all()


@pytest.mark.parametrize("added", [0.004, 0.01, 0.03])
def test_the_noise_is_found_whatever_lies_on_the_tray(added: float) -> None:
    flat = flat_field(photograph(lamp(), noise=added))
    step = np.gradient(srgb_to_linear(np.arange(256) / 255))[200] / 0.6  # one level as a share of the tray's light
    noise = float(np.hypot(added, step / np.sqrt(12)))
    assert flat.noise == pytest.approx(noise, rel=0.1)
    light = lamp()
    light[100:200, 50:600] *= 0.1
    assert noise_of(even_out(photograph(light, 4, added), flat)) == pytest.approx(noise, rel=0.1)


@pytest.mark.parametrize(
    ("light", "says"),
    [(lamp() * 0.02, "too dark"), (lamp() * 3, "overexposed"), (sprinkle(lamp(), 5, 60), "covered")],
)
def test_what_is_no_empty_tray_is_refused(light: NDArray[np.float64], says: str) -> None:
    with pytest.raises(CalibrationRefused, match=says):
        flat_field(photograph(light))


def test_frames_that_do_not_fit_the_flat_field_are_refused() -> None:
    flat = flat_field(photograph(lamp()))
    with pytest.raises(CalibrationRefused, match="320 x 240"):
        even_out(Frame(np.zeros((240, 320), np.uint8), Light.BACKLIT), flat)
    with pytest.raises(CalibrationRefused, match="colour or grey"):
        even_out(photograph(lamp(3)), flat)


def test_the_reciprocal_is_made_once() -> None:
    flat = FlatField(np.full((12, 15), 0.5, np.float32), SIZE, 0.0, 0)
    assert flat.reciprocal is flat.reciprocal
    np.testing.assert_allclose(flat.reciprocal, 2.0, rtol=1e-6)
