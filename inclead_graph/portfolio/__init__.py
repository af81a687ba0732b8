"""Many organisations kept, judged and compared together."""
