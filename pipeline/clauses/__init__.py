"""A Document into its tree of numbered clauses: one door, `split`."""
