"""emcmatch: match every clause of an OEM's EMC specification to the test of the catalogue it is about."""

__version__ = "0.1.0"
