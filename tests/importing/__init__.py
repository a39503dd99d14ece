"""The import, tried with the office's own log and with files that no office should have."""
