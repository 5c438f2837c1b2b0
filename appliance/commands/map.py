"""`screwtray map`: make the store's map from a table of bays, show the way to one."""

import os
from pathlib import Path

import click

from appliance.catalog.places import draft_of, read_places, to_table
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog
from appliance.catalog.store_map import draw, length_m, read_map, with_way
from appliance.catalog.way import way_to

_OUT = click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write.")


@click.group("map")
def map() -> None:  # noqa: A001 - the command is called so
    """Make the store's map from a table of bays, show the way to one.

    Example: screwtray map draft --db store.db -o bays.csv
    """


@map.command("draft")
@click.option("--db", required=True, type=click.Path(path_type=Path), help="The catalog whose places are wanted.")
@_OUT
def draft(db: Path, output: Path) -> None:
    """Draft the table of bays from the catalog's aisles and bays; then correct its metres by hand.

    Example: screwtray map draft --db store.db -o bays.csv
    """
    with open_catalog(db) as catalog:
        floor = draft_of(catalog)
    _write(output, to_table(floor))
    click.echo(f"{len(floor.bays)} bays are in {output}, laid out as stores usually are: correct where they stand.")


@map.command("make")
@click.argument("table", type=click.Path(path_type=Path))
@_OUT
def make(table: Path, output: Path) -> None:
    """Draw the map from a table of bays (aisle,bay,x_m,y_m,width_m,depth_m; aisle `here` is the counter).

    Example: screwtray map make bays.csv -o store.svg
    """
    floor = read_places(table)
    _write(output, draw(floor))
    width, depth = floor.size_m
    click.echo(f"{len(floor.bays)} bays on {width:.0f} x {depth:.0f} m are in {output}.")


@map.command("way")
@click.argument("store_map", metavar="MAP.svg", type=click.Path(path_type=Path))
@click.option("--aisle", required=True, help="The aisle to go to.")
@click.option("--bay", help="The bay in it.")
@_OUT
def way(store_map: Path, aisle: str, bay: str | None, output: Path) -> None:
    """Mark a bay on the map and draw the way to it from the counter.

    Example: screwtray map way store.svg --aisle 12 --bay 4 -o way.svg
    """
    text, floor = read_map(store_map)
    drawn, found = with_way(text, floor, aisle, bay)
    if not found:
        raise CatalogRefused(f"{store_map}: there is no aisle {aisle} on this map")
    _write(output, drawn)
    path = way_to(floor, found)
    far = f"{length_m(path):.0f} m from here" if path else "not to be reached from here"
    click.echo(f"Aisle {aisle}{f', bay {bay}' if bay else ''} is {far}; the map is in {output}.")


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f"{path.name}.part-{os.getpid()}")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
