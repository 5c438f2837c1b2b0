"""`screwtray screens`: a picture of every page in every size, language and mode."""

import os
from pathlib import Path

import click

_SIZES = ("1280x800", "720x1280", "800x480")
_LANGUAGES = ("en", "es", "fr")
_MODES = ("plain", "large", "contrast", "reach")


@click.command(epilog="Example: screwtray screens -o .cache/screens --only answer --size 1280x800")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder of the full pictures.")
@click.option("--sheets", type=click.Path(path_type=Path), help="Folder of the contact sheets, one a size.")
@click.option("--for-sheets", is_flag=True, help="Only the pictures that the contact sheets show.")
@click.option("--only", multiple=True, help="Only pages whose name begins so.")
@click.option("--size", "sizes", multiple=True, type=click.Choice(_SIZES), default=_SIZES, help="Only this size.")
@click.option("--language", "languages", multiple=True, type=click.Choice([*_LANGUAGES, "xx"]), default=_LANGUAGES)
@click.option("--mode", "modes", multiple=True, type=click.Choice(_MODES), default=_MODES, help="Only this mode.")
def screens(
    output: Path,
    sheets: Path | None,
    for_sheets: bool,
    only: tuple[str, ...],
    sizes: tuple[str, ...],
    languages: tuple[str, ...],
    modes: tuple[str, ...],
) -> None:
    """Photograph every page of the screen: every size, language and mode, and contact sheets of them.

    Needs no display.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    from appliance.screen import photographs  # Qt is loaded where it is needed only

    names = photographs.photograph(output, only, sizes, languages, modes, for_sheets=for_sheets)
    click.echo(f"{len(names)} pictures are in {output}.")
    if sheets is not None:
        for sheet in photographs.contact_sheets(output, sheets, sizes):
            click.echo(f"{sheet}")
