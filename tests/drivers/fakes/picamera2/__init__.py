"""Bytes behind the real host process: a module named picamera2 that behaves as libcamera does, and misbehaves to order.

The child process finds it by PYTHONPATH. Orders come from the JSON file that FAKE_PICAMERA2 names, read at every step:
`hang_s` before a picture, `crash`, `refuse`, `stale` time stamps, `deaf` to controls, `wrong_colours`, `no_camera`,
`start_s`. Requests are as few as libcamera's: one that is never given back is missed.
"""

import json
import os
import threading
import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path

import numpy as np

FRAME_S = 0.03
LAG = 2
TUNING = {"algorithms": [{"rpi.contrast": {"ce_enable": 1, "gamma_curve": [0, 0, 65535, 65535]}}]}


def orders() -> dict:
    file = os.environ.get("FAKE_PICAMERA2")
    return json.loads(Path(file).read_text()) if file and Path(file).exists() else {}


class Request:
    def __init__(self, camera, number, end_s, controls):
        self._camera, self._number, self._controls = camera, number, controls
        self.stamp_ns = int(end_s * 1e9)

    def get_metadata(self):
        controls = self._controls
        return {
            "SensorTimestamp": self.stamp_ns,
            "ExposureTime": controls.get("ExposureTime", 20_000) // 18 * 18,  # whole lines
            "AnalogueGain": controls.get("AnalogueGain", 1.0) * 1.004,
            "DigitalGain": 1.0,
            "ColourGains": (1.0, 1.0) if orders().get("wrong_colours") else controls.get("ColourGains", (1.0, 1.0)),
            "FrameDuration": int(FRAME_S * 1e6),
        }

    def make_array(self, stream):
        config = self._camera.config[stream]
        width, height = config["size"]
        if stream == "main":
            assert config["format"] == "RGB888"
            picture = np.zeros((height, width, 3), np.uint8)
            picture[...] = (10, 100, 200)
            picture[0, 0] = self._number % 256
            return picture
        stride = (width + 63) // 64 * 64
        planes = np.full((height * 3 // 2, stride), 128, np.uint8)
        planes[:height] = self._number % 200
        return planes

    def release(self):
        self._camera.free.release()


class Picamera2:
    def __init__(self, camera_num=0, tuning=None):
        self.tuning, self.free = tuning, threading.Semaphore(4)
        self._controls, self._next, self._pending = {}, 0, []
        self._started_s = 0.0

    @staticmethod
    def global_camera_info():
        return [] if orders().get("no_camera") else [{"Model": "imx477", "Num": 0}]

    @staticmethod
    def load_tuning_file(name):
        if orders().get("no_tuning"):
            raise RuntimeError("Tuning file not found")
        assert name == "imx477.json"
        return json.loads(json.dumps(TUNING))

    @staticmethod
    def find_tuning_algo(tuning, name):
        return next(algo for algo in tuning["algorithms"] if name in algo)[name]

    def create_still_configuration(self, main, lores, buffer_count, controls):
        assert buffer_count == 4
        return {"main": main, "lores": lores, "controls": controls}

    def configure(self, config):
        contrast = self.find_tuning_algo(self.tuning, "rpi.contrast") if self.tuning else None
        assert contrast is None or (contrast["ce_enable"] == 0 and len(contrast["gamma_curve"]) > 60)
        assert config["controls"]["AeEnable"] is False
        assert config["controls"]["AwbEnable"] is False
        self.config = config
        self._controls = dict(config["controls"])

    def start(self):
        time.sleep(orders().get("start_s", 0.0))
        self._started_s = time.monotonic()

    def set_controls(self, controls):
        self._pending.append((self._now() + LAG, controls))

    def cancel_all_and_flush(self):
        pass

    def _now(self):
        return int((time.monotonic() - self._started_s) / FRAME_S)

    def capture_request(self, wait, flush):
        doing = orders()
        if doing.get("crash"):
            os._exit(9)
        if doing.get("refuse"):
            raise RuntimeError("Camera frontend has timed out!")
        time.sleep(doing.get("hang_s", 0.0))
        if doing.get("dry"):
            time.sleep(wait)
            raise FutureTimeoutError
        if not self.free.acquire(timeout=wait):
            raise FutureTimeoutError
        number = max(self._now() - 1, self._next)  # one is complete and waits
        while flush and (self._started_s + number * FRAME_S) * 1e9 < flush and not doing.get("stale"):
            number += 1
        self._next = number + 1
        end_s = self._started_s + (number + 1) * FRAME_S
        if end_s - time.monotonic() > wait:
            self.free.release()
            time.sleep(wait)
            raise FutureTimeoutError
        time.sleep(max(0.0, end_s - time.monotonic()))
        while self._pending and self._pending[0][0] <= number:
            update = self._pending.pop(0)[1]
            self._controls = self._controls if doing.get("deaf") else self._controls | update
        stamp_s = end_s - (60.0 if doing.get("stale") else 0.0)
        return Request(self, number, stamp_s, self._controls)
