"""`python -m models_onnx.synthetic`: look at the made world, and make the demo's samples again."""

import signal
import sys
from pathlib import Path

import click

SAMPLES = Path("appliance/samples")


@click.group()
def main() -> None:
    """The made world that the networks learn in."""


@main.command("contact-sheet")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PNG to write.")
@click.option("--kind", type=click.Choice(["parts", "trays", "photos"]), default="parts", show_default=True)
@click.option("--n", "count", type=click.IntRange(min=1), default=24, show_default=True, help="How many examples.")
@click.option("--seed", default=0, show_default=True)
@click.option("--shard", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Show this shard instead.")
def contact_sheet(output: Path, kind: str, count: int, seed: int, shard: Path | None) -> None:
    """Random examples on one sheet.

    Example: python -m models_onnx.synthetic contact-sheet -o sheet.png --kind trays --n 12
    """
    import cv2

    from models_onnx.synthetic.contact_sheet import made_sheet, stored_sheet

    if shard is not None:
        picture = stored_sheet(shard, count)
    else:
        picture, each = made_sheet(kind, count, seed)
        click.echo(f"{1000 * each:.0f} ms of processor time an example", err=True)
    output.write_bytes(cv2.imencode(".png", picture)[1].tobytes())


@main.command()
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--parts", default=0, show_default=True, help="Single parts at a rig's scale, for the recogniser.")
@click.option("--trays", default=0, show_default=True, help="Whole trays at few pixels, for the locator.")
@click.option("--photos", default=0, show_default=True, help="Photographs by hand, for both.")
@click.option("--seed", default=0, show_default=True, help="Another seed gives other examples.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
def examples(out: Path, parts: int, trays: int, photos: int, seed: int, workers: int) -> None:
    """Shards of examples in OUT/parts, OUT/trays and OUT/photos; shards that stand are left alone.

    Example: python -m models_onnx.synthetic examples build/data --parts 14000 --trays 2000 --photos 1000 --workers 2
    """
    from models_onnx.synthetic.dataset import generate

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the pool ends its workers
    counts = {"parts": parts, "trays": trays, "photos": photos}
    for line in generate(out, {kind: n for kind, n in counts.items() if n > 0}, seed, workers):
        click.echo(" ".join(f"{key}={value}" for key, value in line.items()), err=True)


@main.command()
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=SAMPLES, show_default=True)
@click.option("--views", type=click.Path(path_type=Path, file_okay=False), help="Also the views to calibrate from.")
def samples(output: Path, views: Path | None) -> None:
    """The sample trays of the demo, with their truth; their calibration is made from the views.

    Example: python -m models_onnx.synthetic samples --views build/rig
             screwtray calibrate build/rig/views --board build/rig/board.json --empty build/rig/empty
             -o appliance/samples/calibration.json
    """
    from models_onnx.synthetic.samples import write_samples, write_views

    for path in [*write_samples(output), *(write_views(views) if views else [])]:
        click.echo(str(path), err=True)


if __name__ == "__main__":
    main()
