"""Releases in, accessible PDF bytes out. Importing this package costs nothing; its modules bring the PDF library in."""
