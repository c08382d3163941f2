"""Clauses scored against the tests of a catalogue: one file for each channel, and the one that combines them."""
