"""Pages of our own: all that a document says is escaped, and a page that loads nothing carries its style and script."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


_SHARED = Path(__file__).parent / "page"  # chart.html.jinja


def open_templates(folder: Path) -> Environment:
    """Open the templates of a folder and those that all pages share: escaped; a name that is not given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader([folder, _SHARED]), autoescape=True, undefined=StrictUndefined)


def inline(folder: Path, name: str) -> dict[str, Any]:
    """Give what a page holds instead of loading it: `style`, `script` and `script_digest`, for its security policy.

    :param name: of the files, without .css and .js.
    """
    from markupsafe import Markup

    script = (folder / f"{name}.js").read_text(encoding="utf-8")
    return {
        "style": Markup((folder / f"{name}.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "script_digest": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    }
