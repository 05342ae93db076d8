"""One module for each command: its options, and how it shows what it found."""
