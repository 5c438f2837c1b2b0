"""`screwtray run`: the counter at work."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import msgspec
import structlog

from appliance import wording
from appliance.contract import to_json
from appliance.messages import Phase, Snapshot
from appliance.reading import Kind, Part
from appliance.settings import load
from appliance.settings_keys import Settings

SCHEMA = "station/1"
_SCREEN_PX, _DESK_PX = (1280, 800), (1180, 550)


@click.command(epilog="Example: screwtray run --simulate --windowed")
@click.option("--tray", type=click.Path(path_type=Path, exists=True), help="Shots from a folder instead of a camera.")
@click.option("--simulate", is_flag=True, help="Without hardware: sample screws, laid down by simulated customers.")
@click.option("--windowed", is_flag=True, help="In a window; with --simulate, parts to drag onto the tray beside it.")
@click.option("--headless", is_flag=True, help="Without a screen: what happens, line by line, on standard output.")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Not the machine's settings file.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="Not the machine's state folder.")
@click.option("--for", "for_s", type=click.FloatRange(min=0), help="End by itself after so many seconds.")
@click.option("--json", "as_json", is_flag=True, help=f"With --headless: one JSON object a line (schema {SCHEMA}).")
def run(
    tray: Path | None,
    simulate: bool,
    windowed: bool,
    headless: bool,
    settings_file: Path | None,
    state: Path | None,
    for_s: float | None,
    as_json: bool,
) -> None:
    """Run the counter until it is told to stop.

    Watches the tray, identifies what comes to rest on it, keeps every answer in the journal and shows it on the screen.
    """
    if headless and windowed:
        raise click.UsageError("Give --windowed or --headless, not both.")
    if as_json and not headless:
        raise click.UsageError("--json goes with --headless.")
    if simulate and tray is not None:
        raise click.UsageError("Give --tray or --simulate, not both.")
    settings = _changed(load(settings_file).settings, state, tray)
    if not headless:
        with _logged(), _until_told() as stop:
            _run_kiosk(settings, stop, simulate=simulate, windowed=windowed, for_s=for_s)
        return
    from appliance.assembly import assemble, assemble_simulated

    with _logged(), _until_told() as stop:
        watch = _until_nobody_reads(_print_json if as_json else _print_words, stop)
        with (assemble_simulated if simulate else assemble)(settings, watch=watch):
            stop.wait(for_s)


def _run_kiosk(
    settings: Settings, stop: threading.Event, *, simulate: bool, windowed: bool, for_s: float | None
) -> None:
    """The window first: all else is loaded behind it, Qt only where there is a screen."""
    _check_display()
    from appliance.screen.curtain import Curtain

    desk = simulate and windowed
    curtain = Curtain(_DESK_PX if desk else _SCREEN_PX, full_screen=not windowed, desk=desk)
    curtain.show()
    from appliance.commands.kiosk_running import run_kiosk

    run_kiosk(settings, stop, curtain, simulate=simulate, windowed=windowed, for_s=for_s)


def _check_display() -> None:
    """Say so where Qt could not open a window; Qt itself would abort the process."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if not any(os.environ.get(name) for name in known):
        raise click.ClickException(
            "There is no display here: run it on the counter's screen or a desktop, or without a screen by --headless."
        )


def _changed(settings: Settings, state: Path | None, tray: Path | None) -> Settings:
    """The settings with what the command line says instead."""
    if state is not None:
        station = msgspec.structs.replace(settings.station, state_folder=str(state))
        settings = msgspec.structs.replace(settings, station=station)
    if tray is not None:
        camera = msgspec.structs.replace(settings.camera, driver="replay", device=str(tray))
        settings = msgspec.structs.replace(settings, camera=camera)
    return settings


@contextmanager
def _logged() -> Iterator[None]:
    """The log on standard error, as it stands now, until the command ends."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        yield
    finally:
        structlog.reset_defaults()


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set, instead of ending the process in the middle of something."""
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal module's signature
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _until_nobody_reads(show: Callable[[Snapshot], None], stop: threading.Event) -> Callable[[Snapshot], None]:
    """Shows snapshots; whoever closes the pipe has seen enough, and the counter ends."""

    def shows(now: Snapshot) -> None:
        try:
            show(now)
        except BrokenPipeError:
            stop.set()

    return shows


def _print_json(now: Snapshot) -> None:
    told = {
        "schema": SCHEMA,
        "number": now.number,
        "phase": now.phase.value,
        "says": now.says,
        "scan": now.answer and now.answer.scan,
        "trouble": now.trouble and {"kind": now.trouble.kind, "says": now.trouble.for_technician},
        "notices": list(now.notices),
        "reading": to_json(now.answer.reading) if now.answer and now.phase is Phase.ANSWER else None,
    }
    click.echo(json.dumps(told))


def _print_words(now: Snapshot) -> None:
    click.echo(f"{now.phase.upper():<8} {now.says}".rstrip())
    if now.phase is Phase.ANSWER and now.answer is not None:
        for part in now.answer.reading.parts:
            click.echo(f"         {_in_a_line(part)}")
    if now.phase is Phase.FAULT and now.trouble is not None:
        click.echo(f"         {now.trouble.for_technician}")


def _in_a_line(part: Part) -> str:
    if part.kind is Kind.COIN:
        return "a US quarter"
    if part.refused is not None:
        return f"one part {wording.refusal(part)}"
    words = wording.name(part)
    if part.matches:
        match = part.matches[0]
        words += (
            f"; {wording.in_per_cent(match.p)} {match.title} [{match.sku}], {wording.place(match) or 'no place known'}"
        )
    return words
