"""The sample specifications: their text, and how they become Word documents."""
