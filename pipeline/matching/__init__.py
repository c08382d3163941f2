"""Clauses against the tests of the catalogue: channels of evidence, then all decisions of a document together."""
