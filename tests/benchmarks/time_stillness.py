"""How much of a core the watching of the tray takes at ten previews a second.

python tests/benchmarks/time_stillness.py
"""

import time

import numpy as np

from appliance.station.stillness import Stillness
from drivers.frame import Frame, Light

FRAMES, HZ = 500, 10.0


def main() -> None:
    """Print CPU time a preview and the share of a core."""
    rng = np.random.default_rng(0)
    empty = rng.normal(225, 2, (480, 640)).clip(0, 255).astype(np.uint8)
    laid = empty.copy()
    laid[200:230, 100:300] = 20
    frames = [Frame(laid if i // 50 % 2 else empty, Light.BACKLIT) for i in range(FRAMES)]
    stillness = Stillness()
    began_s = time.process_time()
    for at, frame in enumerate(frames):
        stillness.see(frame, at / HZ)
    each_s = (time.process_time() - began_s) / FRAMES
    print(f"{1e3 * each_s:.2f} ms of CPU a preview: {each_s * HZ:.1%} of a core at {HZ:.0f} previews a second")


if __name__ == "__main__":
    main()
