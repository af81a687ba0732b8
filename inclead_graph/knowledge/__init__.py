"""The ontology becomes a read-only Framework; shapes stop a malformed graph."""
