"""Language, colours, and what this program is."""
