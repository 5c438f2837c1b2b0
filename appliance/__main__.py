"""The command line `screwtray`. Sub-commands are imported only when they are asked for, so that help is instant."""

import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence

import click

# a profile's matrices are a few hundred by nine: threads that wait for each other cost more than they do
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_COMMANDS = {
    "identify": "Say what lies on the tray and where its match hangs.",
    "calibrate": "Solve lens, tray plane, scale and flat fields from views of the board.",
    "target": "Make the calibration target to print.",
    "catalog": "Import and search the store's products.",
    "map": "Make the store's map, show the way to a bay.",
    "teach": "Teach the counter a product by laying samples down.",
    "check": "Compare the empty tray with the calibration: lamps, camera, dirt.",
    "run": "Run the counter.",
    "screens": "Photograph every page of the screen.",
    "journal": "Show and export what the counter kept.",
    "settings": "Show what is set and where it comes from.",
    "study": "Say how well the counter agrees with itself on one part.",
    "doctor": "Check the installation and say what to do.",
}


class _LazyGroup(click.Group):
    """Looks a sub-command `x` up as `appliance.commands.x.x`, at the moment it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(f"appliance.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_LazyGroup, no_args_is_help=False, invoke_without_command=True)
@click.version_option(package_name="screwtray", prog_name="screwtray")
@click.pass_context
def screwtray(ctx: click.Context) -> None:
    """Lay a screw on the tray; see what it is and where its match hangs.

    Example: screwtray identify tray/ --calibration cal.json --catalog store.db
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, 1 on bad input, 2 on bad usage.

    Whatever a user can bring about ends in one plain line on stderr.
    """
    _print_what_can_be_printed()
    try:
        status = screwtray.main(args, prog_name="screwtray", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as wanted:
        return wanted.exit_code
    except click.ClickException as misused:
        misused.show()
        return misused.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _complain("Stopped.", 130)
    except BrokenPipeError:
        _forget_stdout()
        return 0
    except OSError as error:
        return _complain(_plainly(error))
    except MemoryError:
        return _complain("There is not enough memory for this.")
    except Exception as error:
        if not _is_a_refusal(error):
            raise
        return _complain(str(error))


def _is_a_refusal(error: Exception) -> bool:
    """Whether the error's text is a sentence for the user. Imported here: most runs have no error to name."""
    from appliance.catalog.refusal import CatalogRefused
    from appliance.settings import SettingsRefused
    from appliance.station.journal_file import JournalRefused
    from calibration.refusal import CalibrationRefused
    from drivers.faults import DeviceFault
    from models_onnx.refusal import ModelRefused

    return isinstance(
        error, DeviceFault | CalibrationRefused | CatalogRefused | ModelRefused | SettingsRefused | JournalRefused
    )


def _plainly(error: OSError) -> str:
    """One sentence for what the file system said."""
    where = f"{error.filename}: " if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"{where}the disk is full; nothing was changed."
        case errno.EROFS:
            return f"{where}the disk is read-only."
        case errno.ENOENT:
            return f"{where}there is no such file or folder."
        case errno.EACCES | errno.EPERM:
            return f"{where}you are not allowed to do this."
        case _:
            return f"{where}{error.strerror or error}."


def _complain(sentence: str, status: int = 1) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)  # noqa: T201 - one line, whatever was in a file's name
    return status


def _print_what_can_be_printed() -> None:
    """A terminal without ± and file names that are no text get a question mark, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _forget_stdout() -> None:
    """The reader has left; without this Python complains about it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
