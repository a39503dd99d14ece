"""Destroying cases: what is due, what is on hold, and the log."""
