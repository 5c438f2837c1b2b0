"""`python -m models_onnx.synthetic`: look at the made world, and make the demo's samples again."""

from pathlib import Path

import click

SAMPLES = Path("appliance/samples")


@click.group()
def main() -> None:
    """The made world that the networks learn in."""


@main.command("contact-sheet")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PNG to write.")
@click.option("--n", "count", default=24, show_default=True, help="How many examples.")
@click.option("--seed", default=0, show_default=True)
def contact_sheet(output: Path, count: int, seed: int) -> None:
    """Random examples on one sheet.

    Example: python -m models_onnx.synthetic contact-sheet -o sheet.png --n 24
    """
    from models_onnx.synthetic.contact_sheet import write_contact_sheet

    each = write_contact_sheet(output, count, seed)
    click.echo(f"{output}: {count} examples, {1000 * each:.0f} ms of processor time each", err=True)


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
