"""Write docs/cli.md: the help of every command, as `emcmatch COMMAND --help` shows it.

python scripts/make_manual.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from pipeline.cli import COMMANDS, group  # noqa: E402  (the checkout comes before an installed emcmatch)

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTH = 100
_HEAD = """# The commands

Written by `python scripts/make_manual.py` from what `emcmatch COMMAND --help` shows; change the help, not this page.
"""


def main() -> None:
    """Write the page."""
    path = _ROOT / "docs" / "cli.md"
    path.write_text(write(), encoding="utf-8", newline="\n")
    print(f"{path}: {len(COMMANDS)} commands")


def write() -> str:
    """Return the page."""
    top = click.Context(group, info_name="emcmatch", terminal_width=_WIDTH)
    parts = [_HEAD, f"## emcmatch\n\n{_quote(group.get_help(top))}"]
    for name in COMMANDS:
        command = group.get_command(top, name)
        assert command is not None
        parts += [f"## emcmatch {title}\n\n{_quote(text)}" for title, text in _helps(name, command, top)]
    return "\n".join(parts)


def _helps(name: str, command: click.Command, above: click.Context) -> Iterator[tuple[str, str]]:
    """Yield the help of a command and of those below it, each with its name."""
    context = click.Context(command, info_name=name, parent=above, terminal_width=_WIDTH)
    yield context.command_path.removeprefix("emcmatch "), command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            assert below is not None
            yield from _helps(inner, below, context)


def _quote(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    main()
