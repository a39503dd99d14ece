"""Everything that touches the encrypted file: keys, tables, search, drafts, counts. No window."""
