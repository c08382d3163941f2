"""From scores to decisions: the tree of clauses decided together, with a probability for every clause."""
