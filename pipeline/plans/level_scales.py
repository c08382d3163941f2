"""Levels of one physical quantity in one scale, so that mA and dBµA can be compared, and V/m and mA cannot."""

from __future__ import annotations

import math

# unit -> quantity; 1 of the unit, or its 0 dB, in the SI unit of the quantity; decibels per factor of ten, 0 = linear
_UNITS: dict[str, tuple[str, float, int]] = {
    "dBµV": ("voltage", 1e-6, 20),
    "V": ("voltage", 1.0, 0),
    "kV": ("voltage", 1e3, 0),
    "dBµA": ("current", 1e-6, 20),
    "mA": ("current", 1e-3, 0),
    "dBµV/m": ("electric field strength", 1e-6, 20),
    "V/m": ("electric field strength", 1.0, 0),
    "kV/m": ("electric field strength", 1e3, 0),
    "dBµA/m": ("magnetic field strength", 1e-6, 20),
    "kA/m": ("magnetic field strength", 1e3, 0),
    "A/m": ("magnetic field strength", 1.0, 0),
    "dBpT": ("magnetic flux density", 1e-12, 20),
    "dBµT": ("magnetic flux density", 1e-6, 20),
    "pT": ("magnetic flux density", 1e-12, 0),
    "nT": ("magnetic flux density", 1e-9, 0),
    "µT": ("magnetic flux density", 1e-6, 0),
    "mT": ("magnetic flux density", 1e-3, 0),
    "dBm": ("power", 1e-3, 10),
    "mW": ("power", 1e-3, 0),
    "W": ("power", 1.0, 0),
}


def quantity(unit: str) -> str:
    """Name the physical quantity of a unit; the unit itself where it is not known."""
    return _UNITS[unit][0] if unit in _UNITS else unit


def decibels(value: float, unit: str) -> float | None:
    """Give a value in decibels over the SI unit of its quantity; None for zero, negative values and unknown units."""
    if unit not in _UNITS:
        return None
    name, one, scale = _UNITS[unit]
    factor = 10 if name == "power" else 20
    if scale:
        return value + factor * math.log10(one)
    return factor * math.log10(value * one) if value > 0 else None


def value(decibel: float, unit: str) -> float:
    """Give decibels over the SI unit in a unit of the quantity."""
    name, one, scale = _UNITS[unit]
    factor = 10 if name == "power" else 20
    return decibel - factor * math.log10(one) if scale else 10 ** (decibel / factor) / one


def convert(number: float, unit: str, to: str) -> float | None:
    """Convert between units of one quantity; None where that cannot be.

    >>> convert(100, "dBµA", "mA")
    100.0
    """
    if quantity(unit) != quantity(to):
        return None
    if unit == to:
        return number
    inside = decibels(number, unit)
    return None if inside is None or to not in _UNITS else round(value(inside, to), 9)
