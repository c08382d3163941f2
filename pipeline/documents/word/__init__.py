"""Word documents: `read_docx` reads the package's XML itself, since the text is there even where the rest is broken."""

from pipeline.documents.word.documents import read_docx

__all__ = ["read_docx"]
