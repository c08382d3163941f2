"""Language models behind one narrow protocol: one file for each provider."""
