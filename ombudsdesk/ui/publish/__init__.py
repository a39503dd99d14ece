"""The way out to leadership: a period is chosen, what may be said about it is shown, and the PDF is saved."""
