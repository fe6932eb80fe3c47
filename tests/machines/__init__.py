"""Many machines on one: the parts of compose.yaml as processes, some of them killed again and again."""
