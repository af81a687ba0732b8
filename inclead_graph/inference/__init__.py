"""Evidence becomes verdicts: rules from files, two engines, one set of findings, each with its proof."""
