"""Keywords of a clause: one door, `extract`, and a file for each extractor."""
