"""Taking in an office's old spreadsheet, step by step: file, columns, meanings, a look at what would come, done."""
