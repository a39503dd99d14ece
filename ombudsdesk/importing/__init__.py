"""From an office's old spreadsheet to planned cases. Bytes and values only: no window, no database, nothing stored."""
