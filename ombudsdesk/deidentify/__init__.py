"""What may be published, and why nobody can be recognised in it. Pure numbers: no window, no database, no PDF."""
