"""The child process that holds a Raspberry Pi camera: stdlib, numpy and picamera2 only, run by the system's Python.

picamera2 comes from apt for `/usr/bin/python3` alone, cannot share a process with PySide6, and its `stop()` can block
for ever. So it lives here, and the parent (`drivers/picamera.py`) kills this process when it does not answer any more.
Never run by hand: `python3 -P picamera_host.py SOCKET_FD MEMORY_FD`.

Protocol (docs/protocols/picamera_host.md): a JSON object a line over the socket, one answer to each request, in order.
Pictures lie in the shared memory until the next request.
"""

import contextlib
import ctypes
import importlib
import json
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_NOISE_REDUCTION_OFF = 0  # libcamera draft.NoiseReductionModeEnum.Off
_SIXTEEN_BITS = 65535


def srgb_curve() -> list[int]:
    """The sRGB curve (IEC 61966-2-1) as libcamera's `rpi.contrast` has it: x, y, x, y ... of 16 bits."""
    light = np.concatenate([np.linspace(0, 0.0625, 17)[:-1], np.linspace(0.0625, 1, 48)])
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)
    return [round(v * _SIXTEEN_BITS) for pair in zip(light, coded) for v in pair]


def plain_tuning(picamera: Any, model: str) -> Any:
    """The sensor's tuning with the sRGB curve and no contrast that follows the scene; None where there is none.

    As shipped, `rpi.contrast` bends the tone curve after each picture's histogram: the same light would get other
    levels as soon as a dark part lies on the tray.
    """
    try:
        tuning = picamera.load_tuning_file(f"{model}.json")
        contrast = picamera.find_tuning_algo(tuning, "rpi.contrast")
    except (RuntimeError, KeyError, StopIteration, OSError):
        return None
    contrast["ce_enable"] = 0
    contrast["gamma_curve"] = srgb_curve()
    return tuning


class Host:
    """Answers requests about one camera.

    Parameters
    ----------
    memory : where pictures are put
    """

    def __init__(self, memory: mmap.mmap) -> None:
        self._memory = memory
        self._camera: Any = None

    def start(self, index: int, size: list[int], small: list[int], colour_gains: list[float]) -> dict[str, Any]:
        """Open the camera and let it run in its one configuration."""
        # Only here, so that the parent can be told when it is missing.
        picamera = importlib.import_module("picamera2").Picamera2
        cameras = picamera.global_camera_info()
        if index >= len(cameras):
            raise LookupError(f"libcamera finds {len(cameras)} camera(s); see the ribbon cable")
        model = str(cameras[index]["Model"])
        tuning = plain_tuning(picamera, model)
        self._camera = picamera(index, tuning=tuning)
        self._camera.configure(
            self._camera.create_still_configuration(
                main={"size": tuple(size), "format": "RGB888"},  # libcamera's name for bytes in the order B, G, R
                lores={"size": tuple(small), "format": "YUV420"},  # the one format that every Pi has for it
                buffer_count=4,
                controls={
                    "AeEnable": False,
                    "AwbEnable": False,
                    "ColourGains": tuple(colour_gains),
                    "Sharpness": 0.0,
                    "NoiseReductionMode": _NOISE_REDUCTION_OFF,
                },
            )
        )
        self._camera.start()
        return {"model": model, "tuned": tuning is not None}

    def expose(self, time_us: int, gain: float) -> dict[str, Any]:
        """Ask for an exposure."""
        self._camera.set_controls({"ExposureTime": time_us, "AnalogueGain": gain})
        return {}

    def picture(self, stream: str, wait_s: float, not_before_ns: int) -> dict[str, Any]:
        """Put the next picture into the memory: `main` or `lores`."""
        with self._request(wait_s, not_before_ns) as request:
            metadata = request.get_metadata()
            pixels = request.make_array(stream)
            size = pixels.nbytes
            if size > len(self._memory):
                raise LookupError(f"a picture of {size} bytes does not fit into {len(self._memory)}")
            np.frombuffer(self._memory, np.uint8, size).reshape(pixels.shape)[...] = pixels
        # Exposure of the first row ends at SensorTimestamp (picamera2, Picamera2.wait_for_timestamp_); CLOCK_MONOTONIC.
        first_row_ns, exposure_us = int(metadata["SensorTimestamp"]), int(metadata["ExposureTime"])
        last_row_ns = first_row_ns + 1000 * int(metadata.get("FrameDuration", 0))
        return {
            "shape": pixels.shape,
            "time_us": exposure_us,
            "gain": float(metadata["AnalogueGain"]) * float(metadata.get("DigitalGain", 1.0)),
            "colour_gains": [float(gain) for gain in metadata["ColourGains"]],
            "began_ns": first_row_ns - 1000 * exposure_us,
            "ended_ns": min(last_row_ns, time.monotonic_ns()),
            "number": first_row_ns // 1000,
        }

    @contextlib.contextmanager
    def _request(self, wait_s: float, not_before_ns: int) -> Iterator[Any]:
        """A completed request, given back whatever happens: libcamera has but four."""
        try:
            request = self._camera.capture_request(wait=wait_s, flush=not_before_ns or None)
        except TimeoutError:
            self._camera.cancel_all_and_flush()  # else the job stays, takes the next request and never gives it back
            raise
        try:
            yield request
        finally:
            request.release()


def answered(host: Host, request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request: `ok`, or a `fault` with what went wrong."""
    can: dict[str, Callable[..., dict[str, Any]]]
    can = {"start": host.start, "expose": host.expose, "picture": host.picture}
    try:
        return {"id": request["id"], "ok": can[request["ask"]](**request["with"])}
    except ImportError as error:
        return {"id": request["id"], "fault": "missing", "says": f"picamera2 cannot be imported ({error})"}
    except TimeoutError:
        return {"id": request["id"], "fault": "silent", "says": "libcamera delivers no picture"}
    except LookupError as error:
        return {"id": request["id"], "fault": "missing", "says": str(error.args[0] if error.args else error)}
    except Exception as error:  # whatever libcamera raises is for the parent to tell
        return {"id": request["id"], "fault": "refused", "says": f"{type(error).__name__}: {error}"}


def serve(channel: socket.socket, memory: mmap.mmap) -> None:
    """Answer until the parent hangs up."""
    host = Host(memory)
    with channel.makefile("r", encoding="utf-8") as requests:
        for line in requests:
            channel.sendall((json.dumps(answered(host, json.loads(line))) + "\n").encode())


def main(socket_fd: int, memory_fd: int) -> None:
    """Serve on descriptors that were handed down."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # no orphan may hold the camera
    try:
        serve(socket.socket(fileno=socket_fd), mmap.mmap(memory_fd, 0))
    finally:
        os._exit(0)  # not by way of picamera2's atexit handler, which can block for ever


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
