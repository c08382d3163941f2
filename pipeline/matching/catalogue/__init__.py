"""The catalogue of tests: what it holds, and how it is read from TOML files and workbooks and checked."""

from pipeline.matching.catalogue.loading import AUTO, SHIPPED, load
from pipeline.matching.catalogue.records import Catalogue, Code, Standard, TestEntry, Topic
from pipeline.matching.catalogue.workbooks import save_xlsx

__all__ = ["AUTO", "SHIPPED", "Catalogue", "Code", "Standard", "TestEntry", "Topic", "load", "save_xlsx"]
