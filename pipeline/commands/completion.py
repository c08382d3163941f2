"""emcmatch completion: what a shell needs to complete commands and options."""

from __future__ import annotations

import click

_SHELLS = ("bash", "zsh", "fish")
_EPILOG = """\b
Once, for every new shell:
  bash    emcmatch completion bash >> ~/.bashrc            (needs bash 4.4; Git Bash on Windows has it)
  zsh     emcmatch completion zsh >> ~/.zshrc              (below the line with compinit)
  fish    emcmatch completion fish > ~/.config/fish/completions/emcmatch.fish

\b
For the shell that is open: eval "$(emcmatch completion bash)". PowerShell and cmd are not supported.
"""


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print the script with which SHELL completes commands, options and file names of emcmatch."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    root = click.get_current_context().find_root().command
    script = found(root, {}, "emcmatch", "_EMCMATCH_COMPLETE").source()
    click.echo(script.encode(), nl=False)  # as bytes: no shell reads the line ends that Windows would put in
