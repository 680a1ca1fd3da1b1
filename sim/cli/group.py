"""The command ``carecap``: its subcommands, and which exit code says what.

Nothing heavy is imported here: each subcommand is loaded when it is asked for, and each of them
imports the simulator only when it runs, so that help answers at once.
"""

import importlib
from typing import Any

import click

from sim import __version__
from sim.errors import InputFault, RunFault

DONE, RUN_FAULT, INPUT_FAULT, TARGET_MISSED = range(4)
"""Exit codes."""

_COMMANDS = {
    "init": "sim.cli.init",
    "check": "sim.cli.check",
    "document": "sim.cli.document",
    "run": "sim.cli.run",
    "compare": "sim.cli.compare",
    "sweep": "sim.cli.sweep",
    "staff": "sim.cli.staff",
    "report": "sim.cli.report",
    "results": "sim.cli.results",
    "story": "sim.cli.story",
    "export": "sim.cli.export",
    "verify": "sim.cli.verify",
}


class Carecap(click.Group):
    """A group that loads its subcommands late and turns faults into lines on stderr."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of a person's work: a project, a check, a run."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(_COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand; a fault is told in words, never as a traceback."""
        try:
            return super().invoke(ctx)
        except InputFault as fault:
            for problem in fault.problems:
                click.echo(str(problem), err=True)
            ctx.exit(INPUT_FAULT)
        except RunFault as fault:
            click.echo(str(fault), err=True)
            ctx.exit(RUN_FAULT)
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except OSError as error:
            click.echo(f"What was asked for could not be read or written: {error.strerror or error}.", err=True)
            ctx.exit(RUN_FAULT)


_EPILOG = """\b
Exit codes: 0 done; 1 the run failed or was interrupted; 2 something given cannot be used;
3 done, but a target is missed (only with --fail-on-target)."""


_HELP = """How long will people wait for adult social care, and how many staff would it take?

CONFIG is a file, or the name of a config that comes with carecap, such as thurrock-2014.
"""


@click.group(
    cls=Carecap,
    help=_HELP,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="carecap", message="%(prog)s %(version)s")
def main() -> None:
    """Run the command line."""
