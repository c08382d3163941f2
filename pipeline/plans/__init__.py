"""From clauses to a plan: selection matrices, test plan drafts, envelopes of levels over several documents."""
