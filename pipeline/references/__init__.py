"""The catalogue of tests: what it holds, and how it is read from TOML files and workbooks and checked."""

from pipeline.references.entries import Catalogue, Code, Standard, TestEntry, Topic
from pipeline.references.loading import load
from pipeline.references.workbooks import save_xlsx

__all__ = ["Catalogue", "Code", "Standard", "TestEntry", "Topic", "load", "save_xlsx"]
