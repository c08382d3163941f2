"""What a run has found, in the files of other tools: requirement databases, Word, training of language models."""
