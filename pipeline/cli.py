"""The door: parse the command line, call one command, turn errors into exit codes.

Each command lives in a file of `pipeline.commands` and is imported only when it is called, so that `emcmatch --help`
answers at once.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from pipeline import __version__
from pipeline.errors import EmcMatchError, ExitCode, system_reason
from pipeline.runs import messages

_SHARED = "EMCMATCH_SHARED_FILES"  # set: files get the rights that the system gives new files
COMMANDS: dict[str, tuple[str, str]] = {
    # command: (module of pipeline.commands, first line of its help)
    "desk": ("desk", "Open everything on one local page: drop files, watch, review, ask, download."),
    "run": ("run", "Do the whole job: specifications in, a workbook to review out."),
    "split": ("stages", "Only split the specifications into numbered clauses."),
    "keywords": ("stages", "Split, and pull the keywords of every clause."),
    "match": ("stages", "Split, keywords, and match every clause to a test."),
    "resolve": ("stages", "Match, and hand the ambiguous clauses to the language model."),
    "report": ("stages", "Write the reports of a run folder anew."),
    "evaluate": ("evaluate", "Measure the accuracy of a run against labels."),
    "review": ("review", "Take reviewed workbooks back, or review in the browser."),
    "tune": ("tune", "Choose weights and thresholds on specifications that you labelled."),
    "train": ("train", "Fine-tune the embedding model on specifications that you labelled."),
    "plan": ("plan", "Draft a test plan from a specification's selection matrix."),
    "envelope": ("envelope", "Find the strictest level of several specifications, band by band."),
    "compare": ("compare", "Show what changed between two revisions of a specification."),
    "references": ("references", "Look after catalogues of tests: draft passages, accept them, make workbooks."),
    "export": ("export", "Carry a run into requirement databases, Word files and training sets."),
    "index": ("index", "Bring runs into the index that questions are answered from."),
    "ask": ("ask", "Answer a question from the indexed clauses, with sources."),
    "chat": ("chat", "Talk about the indexed specifications."),
    "summarize": ("summarize", "Summarize a document or a test, every line with its source."),
    "explain": ("explain", "Show why a clause was decided so."),
    "check": ("check", "Find everything wrong with settings, catalogues, models and programs."),
    "init": ("init", "Make a folder to work in: settings, catalogues to edit, samples."),
    "trust": ("trust", "Let a folder from elsewhere choose servers, stores and reviews."),
    "completion": ("completion", "Print what a shell needs to complete commands and options."),
    "cache": ("cache", "Show or clear the results kept between runs."),
}

_EPILOG = """\b
Examples:
  emcmatch run specs/                       match the sample specifications
  emcmatch run C:\\specs\\oem --out out\\oem   a folder of your own, searched recursively
  emcmatch run specs/ --labels specs/labels.csv    and measure the accuracy
  emcmatch explain "spec.docx#8.2.1" --run outputs/...   why was it decided so?

Nothing leaves this machine unless the configuration names a language model on another one.
"""


class _Commands(click.Group):
    """Names every command, loads only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pipeline.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name, None) or module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error; may stand anywhere.")
@click.option("--log-json", is_flag=True, help="Write messages as JSON, one object a line; may stand anywhere.")
@click.version_option(__version__, prog_name="emcmatch")
def group(debug: bool, log_json: bool) -> None:
    """Match every clause of an OEM's EMC specification to the test it is about.

    Reads Word and PDF files, splits them into numbered clauses, matches each clause to a test of the catalogue and
    writes a workbook to review.
    """


def main() -> None:
    """Run the command line and exit: 0 done, 2 usage, 3 no usable input, 4 configuration, 5 missing, 10 some failed."""
    debug = _prepare_process()
    try:
        result = group.main(standalone_mode=False, prog_name="emcmatch")
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        _say("Stopped. Finished work is kept; the same command goes on from there.")
        sys.exit(ExitCode.INTERRUPTED)
    except click.ClickException as error:
        _show(error)
        sys.exit(ExitCode.USAGE)
    except KeyboardInterrupt:
        _say("Stopped. Finished work is kept; the same command goes on from there.")
        sys.exit(ExitCode.INTERRUPTED)
    except EmcMatchError as error:
        if debug:
            raise
        _say(f"Error: {error}", "error")
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        if why := system_reason(error):
            _say(f"Error: {why}", "error")
            sys.exit(ExitCode.USAGE)
        text = "" if messages.speaks_json() else f": {error}"  # it may hold the text of a document
        _say(f"Unexpected {type(error).__name__}{text}", "error")
        _say("This is a fault of emcmatch. Please report it, with what the same command with --debug says.")
        sys.exit(ExitCode.UNEXPECTED)
    sys.exit(result if isinstance(result, int) else ExitCode.DONE)


def _prepare_process() -> bool:
    """Make output safe on consoles that do not speak UTF-8, and look for what may stand anywhere."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # Windows: no program out of the current folder
    if not os.environ.get(_SHARED):
        os.umask(os.umask(0o077) | 0o077)  # what is written is for its owner alone
    debug = "--debug" in sys.argv
    if "--log-json" in sys.argv:
        messages.speak_json()
    sys.argv[1:] = [argument for argument in sys.argv[1:] if argument not in ("--debug", "--log-json")]
    if debug:
        os.environ["EMCMATCH_DEBUG"] = "1"  # for the workers
    messages.keep_own(debug=debug)
    return debug


def _say(text: str, event: str = "note") -> None:
    if messages.speaks_json():
        messages.write(event, message=text)
    else:
        click.echo(text, err=True)


def _show(error: click.ClickException) -> None:
    if messages.speaks_json():
        messages.write("error", message=error.format_message())
    else:
        error.show()


if __name__ == "__main__":
    main()
