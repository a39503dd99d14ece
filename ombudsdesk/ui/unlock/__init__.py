"""The way in: open the vault, or make it."""
