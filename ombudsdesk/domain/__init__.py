"""What an ombuds office knows: pure values and rules. No window, no database, no files, no clock of its own."""
