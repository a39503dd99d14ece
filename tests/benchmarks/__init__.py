"""Measured side by side; not timed tests."""
