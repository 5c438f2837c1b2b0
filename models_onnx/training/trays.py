"""Learning to find: whole trays and photographs, and things in photographs from close by, each with a map of what lies
where."""

import copy
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models_onnx.locator import HEIGHT_PX, LABELS, WIDTH_PX, tray_planes
from models_onnx.patch import light_of_photograph
from models_onnx.synthetic.shards import Stored, light_of, read_shard
from models_onnx.training.fit import Plan, Run, fit
from models_onnx.training.networks import FindNetwork, fold_imagenet
from models_onnx.training.patches import Patches, Pixels
from models_onnx.training.pretrained import imagenet_weights

TRAY_PLANES = torch.tensor([[1 / 6, 1 / 6, 1 / 6], [0, 0, 0.6], [0, 0.6, 0], [0.6, 0, 0]])
_OF_LABEL = torch.tensor([0.4, 1.0, 1.5, 1.5])  # background is most of every picture
_MISSING = 0.2
_CLOSE_UPS = 4  # of each photograph
_CLOSE_PX = (50, 340)  # longest side of a thing in a close-up
_ZOOM = (0.4, 2.5)  # least and most that a photograph is made larger for one


def seen_of(example: Stored) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the network is to see of an example, and its coarse map of labels, half as wide and high."""
    if example.facts["kind"] == "photos":
        assert example.toplit is not None
        planes = tray_planes(None, light_of_photograph(example.toplit))
    else:
        backlit = example.backlit
        planes = tray_planes(None if backlit is None else light_of(backlit), light_of(example.toplit))
    return planes, _map_of(example.labels)


def _map_of(labels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Which label most of each coarse pixel has."""
    size = (WIDTH_PX // 2, HEIGHT_PX // 2)
    shares = [cv2.resize((labels == k).astype(np.float32), size, interpolation=cv2.INTER_AREA) for k in range(4)]
    return np.argmax(np.stack(shares), axis=0).astype(np.uint8)


def close_ups_of(example: Stored, rng: np.random.Generator) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Windows around things of a photograph, at many scales, and their coarse maps."""
    light = light_of_photograph(example.toplit)
    things = [thing for thing in example.facts["things"] if thing.get("box_px")]
    boxes = [np.array(thing["box_px"], np.float64) for thing in things]
    wanted = np.array([3.0 if thing["label"] == "fastener" else 1.0 for thing in things])
    for _ in range(_CLOSE_UPS if boxes else 0):
        box = boxes[int(rng.choice(len(boxes), p=wanted / wanted.sum()))]
        longest = max(box[2] - box[0], box[3] - box[1], 8.0)
        zoom = float(np.clip(np.exp(rng.uniform(*np.log(_CLOSE_PX))) / longest, *_ZOOM))
        size = np.array([WIDTH_PX, HEIGHT_PX]) / zoom
        corner = (box[:2] + box[2:]) / 2 - size * rng.uniform(0.3, 0.7, 2)
        most = np.maximum(np.array(light.shape[1::-1]) - size, 0)
        x0, y0 = np.clip(corner, 0, most).astype(int)
        x1, y1 = (np.array([x0, y0]) + size).astype(int)
        yield tray_planes(None, light[y0:y1, x0:x1]), _map_of(example.labels[y0:y1, x0:x1])


def load_trays(shards: Sequence[Path], seed: int = 0) -> Patches:
    """Trays, photographs and close-ups of many shards; `labels` are maps (n, rows, columns), `lamp` says which."""
    planes, maps, lamps = [], [], []
    rng = np.random.default_rng(seed)
    for shard in shards:
        for example in read_shard(shard):
            is_photo = example.facts["kind"] == "photos"
            seen = [seen_of(example), *(close_ups_of(example, rng) if is_photo else ())]
            planes += [picture for picture, _ in seen]
            maps += [where for _, where in seen]
            lamps += [str(example.facts["kind"]), *["close-ups"] * (len(seen) - 1)]
    if not planes:
        raise ValueError("there are no trays; make examples first")
    return Patches(
        Pixels([np.stack(planes)]), np.stack(maps).astype(np.int16), np.array(lamps), np.zeros(len(maps), np.float32)
    )


def _changed(tray: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Another exposure, lamp colour and noise; now and then one light is missing."""
    planes = tray.astype(np.float32)
    gains = np.exp(rng.normal(0, 0.06, 4) + rng.normal(0, 0.12)).astype(np.float32)
    gains[0] = np.float32(np.exp(rng.normal(0, 0.03)))
    noise = rng.standard_normal(planes.shape, np.float32) * np.float32(abs(rng.normal(0, 4)))
    out = np.clip(planes * gains[:, None, None] + noise, 1, 255).astype(np.uint8)
    has = bool(tray[0].any()), bool(tray[1].any())
    drop = rng.random()
    if not has[0] or (has[1] and drop < _MISSING):
        out[0] = 0
    if not has[1] or (has[0] and drop > 1 - _MISSING):
        out[1:] = 0
    return out


def find_loss(network: nn.Module, pixels: Tensor, labels: Tensor) -> Tensor:
    """Cross entropy and the overlap of fasteners and coins, on pictures that are turned over at random."""
    for axis in (2, 3):
        if torch.rand(()) < 0.5:
            pixels, labels = pixels.flip(axis), labels.flip(axis - 1)
    logits = network(pixels)
    entropy = functional.cross_entropy(logits, labels, weight=_OF_LABEL.to(logits.device))
    p = logits.softmax(1)
    overlap = torch.zeros((), device=logits.device)
    for label in range(1, len(LABELS)):
        truth = (labels == label).float()
        common = 2 * (p[:, label] * truth).sum() + 1
        overlap = overlap + 1 - common / (p[:, label].sum() + truth.sum() + 1)
    return torch.as_tensor(entropy + 0.3 * overlap)


def new_find_run(seed: int) -> Run:
    """A locator with ImageNet's encoder."""
    torch.manual_seed(seed)
    network = FindNetwork()
    fold_imagenet(imagenet_weights(), network.stages, TRAY_PLANES)
    fresh = [p for name, p in network.named_parameters() if not name.startswith("stages.")]
    groups = [{"params": list(network.stages.parameters()), "share": 1.0}, {"params": fresh, "share": 3.0}]
    return Run(network, copy.deepcopy(network), torch.optim.AdamW(groups, weight_decay=0.01))


def fit_locator(pool: Callable[[], Patches], plan: Plan, folder: Path, device: str) -> Run:
    """Train the locator; goes on from the folder's checkpoint."""
    folder.mkdir(parents=True, exist_ok=True)
    run = new_find_run(plan.seed)
    fit(run, pool, lambda patches: np.ones(len(patches)), _changed, find_loss, plan, folder, device)
    return run
