"""emcmatch check: everything that is wrong, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipeline.commands.options import INPUT, override, settings, settings_options

if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """\b
Examples:
  emcmatch check
  emcmatch check --config my.toml --references my_tests.xlsx --labels labels.csv

\b
Exit codes: 0 all is well, 4 something is wrong in a configuration, catalogue, weights or labels file,
5 a package, program, model or service is missing.
"""
_SIGNS = {"good": "ok", "remark": "note", "wrong": "WRONG", "missing": "MISSING"}
_STYLES = {"good": "green", "remark": "yellow", "wrong": "bold red", "missing": "bold red"}


@click.command(epilog=_EPILOG)
@settings_options
@click.option("--labels", type=INPUT, help="CSV or XLSX with the right tests, to be looked at too.")
def command(config_file: Path | None, references: tuple[Path, ...], labels: Path | None) -> int:
    """Find everything that is wrong before a run: settings, catalogues, weights, packages, programs, models, services.

    A model is really loaded and a language model really asked once, so this may take a minute.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.runs import checks

    path, values = settings(config_file)
    findings = checks.check(path, {**values, **override(references)}, labels)
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        sign = Text(_SIGNS[finding.state], style=_STYLES[finding.state])
        table.add_row(sign, Text(finding.what), Text(finding.message, overflow="fold"))
    Console(highlight=False).print(table)
    return checks.judge(findings)
