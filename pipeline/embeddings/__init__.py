"""Text into vectors: one door, `load`, and a file for each backend."""
