"""PDF files: pages, lines, columns, running headers, contents, tables, paragraphs."""

from __future__ import annotations

from pipeline.documents.pdf.readings import read_pdf

__all__ = ["read_pdf"]
