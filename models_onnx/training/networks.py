"""The networks: a MobileNetV2 that reads a part's mosaic, a small colour network, and a U-Net that finds things.

MobileNetV2: Sandler et al., CVPR 2018 (arXiv:1801.04381). Batch norm is folded into the convolutions before training
begins: on a processor that trains twice as fast, and from ImageNet weights at small learning rates it learns as well.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from models_onnx.patch import END_PX, PLANES, STRIP_PX
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip

LABELS: dict[str, list[str]] = {
    "head": list(map(str, Head)),
    "drive": list(map(str, Drive)),
    "tip": list(map(str, Tip)),
    "coverage": list(map(str, Coverage)),
}
FINISHES = list(map(str, Finish))
THINGS = ["background", "fastener", "coin", "other"]
# expansion, channels, repeats, stride (table 2 of the paper)
_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
_STRIDE = 32
_FEATURES = 1280


class InvertedResidual(nn.Module):
    """Widen, filter each channel, narrow; with a bypass where the shapes allow."""

    def __init__(self, wide_in: int, wide_out: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = wide_in * expansion
        layers: list[nn.Module] = []
        if expansion != 1:
            layers += [nn.Conv2d(wide_in, hidden, 1), nn.ReLU6(inplace=True)]
        layers += [nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden), nn.ReLU6(inplace=True)]
        layers += [nn.Conv2d(hidden, wide_out, 1)]
        self.layers = nn.Sequential(*layers)
        self.is_bypassed = stride == 1 and wide_in == wide_out

    def forward(self, x: Tensor) -> Tensor:
        """(n, wide_in, h, w) to (n, wide_out, h / stride, w / stride)."""
        out: Tensor = self.layers(x)
        return x + out if self.is_bypassed else out


def backbone(planes: int, last: bool = True) -> nn.Sequential:
    """MobileNetV2 1.0 without batch norm: 18 blocks, and the last widening to 1280 where wanted."""
    layers: list[nn.Module] = [nn.Sequential(nn.Conv2d(planes, 32, 3, 2, 1), nn.ReLU6(inplace=True))]
    wide = 32
    for expansion, channels, repeats, stride in _STAGES:
        for k in range(repeats):
            layers.append(InvertedResidual(wide, channels, stride if k == 0 else 1, expansion))
            wide = channels
    if last:
        layers.append(nn.Sequential(nn.Conv2d(wide, _FEATURES, 1), nn.ReLU6(inplace=True)))
    return nn.Sequential(*layers)


def fold_imagenet(weights: Mapping[str, Tensor], into: nn.Module, first: Tensor) -> None:
    """Put torchvision's MobileNetV2 weights, batch norm folded in, into a `backbone`.

    Parameters
    ----------
    weights : state dict of torchvision's `mobilenet_v2`
    into : a backbone, changed in place
    first : (planes, 3) what each input plane shares of the red, green and blue filters of the first layer
    """
    convolutions = [m for m in into.modules() if isinstance(m, nn.Conv2d)]
    names = [k.removesuffix(".weight") for k, v in weights.items() if k.endswith(".weight") and v.ndim == 4]
    for conv, name in zip(convolutions, names):  # without the last layer the backbone is shorter
        stem, _, place = name.rpartition(".")
        norm = f"{stem}.{int(place) + 1}"
        scale = weights[f"{norm}.weight"] / torch.sqrt(weights[f"{norm}.running_var"] + 1e-5)
        kernel = weights[f"{name}.weight"] * scale[:, None, None, None]
        if conv is convolutions[0]:
            kernel = torch.einsum("pc,ochw->ophw", first, kernel)
        if kernel.shape != conv.weight.shape:
            raise ValueError(f"{name}: {tuple(kernel.shape)} does not fit {tuple(conv.weight.shape)}")
        assert conv.bias is not None
        with torch.no_grad():
            conv.weight.copy_(kernel)
            conv.bias.copy_(weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale)


# Each light starts as a picture of its own: halves of the grey and colour filters; the mask is learnt from naught.
PATCH_PLANES = torch.tensor([[1 / 6, 1 / 6, 1 / 6], [0, 0, 0.6], [0, 0.6, 0], [0.6, 0, 0], [0.02, 0.02, 0.02]])


class PartNetwork(nn.Module):
    """One backbone over the mosaic; its features of strip and ends are pooled apart, then shared by all heads."""

    def __init__(self, hidden: int = 192) -> None:
        super().__init__()
        self.backbone = backbone(PLANES)
        self.shared = nn.Sequential(nn.Dropout(0.2), nn.Linear(5 * _FEATURES + 2, hidden), nn.ReLU(inplace=True))
        self.heads = nn.ModuleDict({name: nn.Linear(hidden, len(labels)) for name, labels in LABELS.items()})
        self.unlike = nn.Linear(hidden, 1)

    def forward(self, patch: Tensor) -> tuple[Tensor, ...]:
        """Logits of head, drive, tip, coverage and of being unlike any fastener, from (n, 5, 160, 192) uint8."""
        x = patch.float() / 255
        lights = torch.stack([x[:, 0].amax((1, 2)), x[:, 1].amax((1, 2))], 1).gt(0).float()
        seen = torch.cat([lights[:, :1], lights[:, 1:].expand(-1, 3), torch.ones_like(lights[:, :1])], 1)
        x = (x - 0.5) * 4 * seen[:, :, None, None]
        features = self.backbone(x)
        rows, columns = STRIP_PX // _STRIDE, END_PX // _STRIDE
        strip, ends, brim = (
            features[:, :, :rows],
            features[:, :, rows : rows + columns],
            features[:, :, rows + columns :],
        )
        tiles = [strip.mean((2, 3)), ends[..., :columns].mean((2, 3)), ends[..., columns:].mean((2, 3))]
        # a recess is small: the strongest answer in the brim counts, not only the mean
        tiles += [brim.mean((2, 3)), brim.amax((2, 3))]
        h = self.shared(torch.cat([*tiles, lights], 1))
        return (*(head(h) for head in self.heads.values()), self.unlike(h)[:, 0])


class FinishNetwork(nn.Module):
    """Colours, shades and glints under the mask: a small network that sees the top light only."""

    def __init__(self, wide: Sequence[int] = (24, 40, 64)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 7
        for channels in wide:
            layers += [nn.Conv2d(before, channels, 3, 2, 1), nn.ReLU(inplace=True)]
            before = channels
        self.layers = nn.Sequential(*layers)
        self.step = 2 ** len(wide)
        self.head = nn.Sequential(nn.Linear(2 * before + 21, 96), nn.ReLU(inplace=True), nn.Dropout(0.2))
        self.last = nn.Linear(96, len(FINISHES))

    def forward(self, patch: Tensor) -> Tensor:
        """Logits of the finishes from (n, 5, 160, 192) uint8."""
        x = functional.avg_pool2d(patch.float() / 255, 2)  # colours need no more, and noise has less to say
        mask = (x[:, 4:] > 0.99).float()  # without the blurred edge
        root = x[:, 1:4]
        logs = torch.log(2 * root.square() + 0.01)
        hue = torch.cat([logs[:, :1] - logs[:, 1:2], logs[:, 2:] - logs[:, 1:2]], 1)
        looks = torch.cat([logs, hue, root.mean(1, keepdim=True)], 1) * mask
        deep = self.layers(torch.cat([looks, mask], 1))
        weight = functional.avg_pool2d(mask, self.step)
        mean = (deep * weight).sum((2, 3)) / (weight.sum((2, 3)) + 1e-3)
        told = self.head(torch.cat([mean, deep.amax((2, 3)), _tints(logs, hue, mask)], 1))
        logits: Tensor = self.last(told)
        return logits


def _tints(logs: Tensor, hue: Tensor, mask: Tensor) -> Tensor:
    """(n, 21) mean tint, its spread and the share of the part in seven steps of brightness."""
    grey = logs.mean(1, keepdim=True)
    parts = []
    for level in (-4.0, -3.0, -2.2, -1.5, -0.9, -0.3, 0.3):
        near = torch.exp(-((grey - level) ** 2) / 0.3) * mask
        total = near.sum((2, 3))
        parts += [(hue * near).sum((2, 3)) / (total + 1.0), total / (mask.sum((2, 3)) + 1.0)]
    return torch.cat(parts, 1)


class FindNetwork(nn.Module):
    """A U-Net on MobileNetV2: what each pixel of the tray belongs to, at half of the input's resolution."""

    def __init__(self) -> None:
        super().__init__()
        trunk = backbone(4, last=False)
        self.stages = nn.ModuleList([trunk[:2], trunk[2:4], trunk[4:7], trunk[7:14], trunk[14:17]])
        wide = (16, 24, 32, 96, 160)
        out = (24, 32, 48, 64)
        self.ups = nn.ModuleList()
        below = wide[-1]
        for skip, channels in zip(wide[-2::-1], out[::-1], strict=True):
            self.ups.append(
                nn.Sequential(
                    nn.Conv2d(below + skip, channels, 1),
                    nn.ReLU(inplace=True),
                    nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
                    nn.Conv2d(channels, channels, 1),
                    nn.ReLU(inplace=True),
                )
            )
            below = channels
        self.last = nn.Conv2d(below, len(THINGS), 3, padding=1)

    def forward(self, tray: Tensor) -> Tensor:
        """Logits (n, 4, h / 2, w / 2) from (n, 4, h, w) uint8: backlit, B, G, R, a missing light 0 throughout."""
        x = tray.float() / 255
        lights = torch.stack([x[:, 0].amax((1, 2)), x[:, 1:].amax((1, 2, 3))], 1).gt(0).float()
        x = (x - 0.5) * 4 * torch.cat([lights[:, :1], lights[:, 1:].expand(-1, 3)], 1)[:, :, None, None]
        skips = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        x = skips.pop()
        for up, skip in zip(self.ups, skips[::-1]):
            x = functional.interpolate(x, scale_factor=2.0, mode="nearest")
            x = up(torch.cat([x, skip], 1))
        logits: Tensor = self.last(x)
        return logits
