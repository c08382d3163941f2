"""PDFium's functions that are called for every word, bound to plain numbers instead of typed pointers.

A call through pypdfium2's bindings checks and wraps each pointer, which takes longer than PDFium's own work in it.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Calls(Protocol):
    """Every handle and every pointer is an address; 0 is none."""

    FPDFText_GetCharOrigin: Callable[[int, int, int, int], int]
    FPDFText_GetLooseCharBox: Callable[[int, int, int], int]
    FPDFText_GetTextObject: Callable[[int, int], int | None]
    FPDFText_GetFontSize: Callable[[int, int], float]
    FPDFText_GetMatrix: Callable[[int, int, int], int]
    FPDFTextObj_GetTextRenderMode: Callable[[int], int]
    FPDFTextObj_GetFont: Callable[[int], int | None]
    FPDFFont_GetBaseFontName: Callable[[int, int, int], int]
    FPDFFont_GetWeight: Callable[[int], int]
    FPDFFont_GetFlags: Callable[[int], int]


class _Bound:
    """Holds the functions by their names."""


@lru_cache(maxsize=1)
def bind() -> Calls:
    """Bind the functions once."""
    import pypdfium2.raw as pdfium

    handle, number, pointer = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
    signatures = {
        "FPDFText_GetCharOrigin": (number, handle, number, pointer, pointer),
        "FPDFText_GetLooseCharBox": (number, handle, number, pointer),
        "FPDFText_GetTextObject": (handle, handle, number),
        "FPDFText_GetFontSize": (ctypes.c_double, handle, number),
        "FPDFText_GetMatrix": (number, handle, number, pointer),
        "FPDFTextObj_GetTextRenderMode": (number, handle),
        "FPDFTextObj_GetFont": (handle, handle),
        "FPDFFont_GetBaseFontName": (ctypes.c_size_t, handle, pointer, ctypes.c_size_t),
        "FPDFFont_GetWeight": (number, handle),
        "FPDFFont_GetFlags": (number, handle),
    }
    bound = _Bound()
    for name, (result, *arguments) in signatures.items():
        address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0
        setattr(bound, name, ctypes.CFUNCTYPE(result, *arguments)(address))
    return bound  # type: ignore[return-value]  # filled by name
