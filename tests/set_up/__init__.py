"""Setting up: what the locks say, what pip makes of them, and what a person reads when it fails."""
