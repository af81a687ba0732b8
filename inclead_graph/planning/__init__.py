"""From findings to a plan: what to change, in which order of effort, by whom and by when."""
