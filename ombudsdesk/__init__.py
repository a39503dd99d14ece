"""An offline case desk for a school district's ombuds office."""

__version__ = "0.1.0"
