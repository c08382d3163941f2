"""Count the lines of pipeline/, room by room: all of them, and those that are neither blank, comment nor docstring.

python scripts/count_lines.py                 of the checkout
python scripts/count_lines.py --at HEAD~20    of a commit
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tokenize
from collections import Counter
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_SILENT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)


def main() -> None:
    """Print a row a room."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at", metavar="REV", help="a commit instead of the checkout")
    given = parser.parse_args()
    lines, code = Counter[str](), Counter[str]()
    for path, text in sorted((committed(given.at) if given.at else written()).items()):
        room = path.parts[1] if len(path.parts) > 2 else "(root)"
        lines[room] += len(text.splitlines())
        code[room] += count_code(text)
    print(f"{'room':<14}{'lines':>8}{'code':>8}")
    for room, count in lines.most_common():
        print(f"{room:<14}{count:>8,}{code[room]:>8,}")
    print(f"{'all':<14}{lines.total():>8,}{code.total():>8,}")


def written() -> dict[Path, str]:
    """The files of the checkout by their paths."""
    found = (_ROOT / "pipeline").rglob("*.py")
    return {path.relative_to(_ROOT): path.read_text(encoding="utf-8") for path in found}


def committed(revision: str) -> dict[Path, str]:
    """The files of a commit by their paths.

    :raises subprocess.CalledProcessError: there is no such commit.
    """
    names = git("ls-tree", "-r", "--name-only", revision, "--", "pipeline").splitlines()
    return {Path(name): git("show", f"{revision}:{name}") for name in names if name.endswith(".py")}


def git(*arguments: str) -> str:
    """Ask git about the project."""
    return subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, encoding="utf-8", check=True).stdout


def count_code(text: str) -> int:
    """Lines that hold something else than comments and docstrings."""
    held = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _SILENT
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if documented and ast.get_docstring(node, clean=False) is not None:
            held -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(held)


if __name__ == "__main__":
    main()
