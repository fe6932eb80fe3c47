"""Somebody who reaches the database, but not the log key, changes what is on record: it is found.

`record.py` builds what is attacked, `ground.py` reaches for it through the driver alone, `attacks.py`
says what is done to rows and `forging.py` what is done to a log, both as values.
"""
