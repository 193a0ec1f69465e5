"""A study bundled for a colleague or an archive: data without codes, protocol, report, scripts, metadata."""
