"""Is my office safe? The answers, backups, the recovery sheet, the passphrase."""
