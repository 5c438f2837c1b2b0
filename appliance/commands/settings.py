"""`screwtray settings`: what is in force, and where it comes from."""

import json
from pathlib import Path

import click

from appliance.screen.staff.pin import LEAST_DIGITS, MOST_DIGITS, PinKeeper, PinRefused
from appliance.settings import Places, SettingsRefused, as_toml, keys, load, settings_file, state_folder, value_of
from appliance.settings_page import documentation, example


@click.group(invoke_without_command=True, epilog="Example: screwtray settings --example > settings.toml")
@click.option("--file", "file", type=click.Path(path_type=Path), help="Read this file and not the machine's.")
@click.option("--example", "as_example", is_flag=True, help="Print a settings file with every key explained.")
@click.option("--markdown", is_flag=True, help="Print the page of documentation.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: each key's value, source and unit.")
@click.pass_context
def settings(ctx: click.Context, file: Path | None, as_example: bool, markdown: bool, as_json: bool) -> None:
    """Show what is set and where each value comes from: default, file or environment.

    Settings that are wrong are named, with what would be right, and nothing else is shown.
    """
    if ctx.invoked_subcommand is not None:
        return
    if as_example or markdown:
        click.echo(example() if as_example else documentation(), nl=False)
        return
    in_force = load(file)
    if as_json:
        told = {
            f"{key.section}.{key.name}": {
                "value": value_of(in_force.settings, key),
                "source": in_force.sources[f"{key.section}.{key.name}"],
                "unit": key.unit,
            }
            for key in keys()
        }
        click.echo(json.dumps({"schema": "settings/1", "settings": told}))
        return
    read = file or settings_file()
    click.echo(f"# {read}{'' if read.exists() else ': not there, the defaults rule'}")
    section = None
    for key in keys():
        if key.section != section:
            section = key.section
            click.echo(f"\n[{section}]")
        line = f"{key.name} = {as_toml(value_of(in_force.settings, key))}"
        click.echo(f"{line:<40} # {key.unit + ', ' if key.unit else ''}{in_force.sources[f'{section}.{key.name}']}")


@settings.command()
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Not the machine's state folder.")
def pin(state: Path | None) -> None:
    """Set the PIN of the staff's pages, asked for twice; kept as a hash, and whoever was locked out is not any more.

    Example: screwtray settings pin
    """
    keeper = PinKeeper(Places(state or state_folder(load().settings)).staff)
    wanted = f"New PIN, {LEAST_DIGITS} to {MOST_DIGITS} digits"
    try:
        keeper.set(click.prompt(wanted, hide_input=True, confirmation_prompt="Once more", err=True))
    except PinRefused as refused:
        raise SettingsRefused(str(refused)) from None
    click.echo("The staff PIN is set.", err=True)
