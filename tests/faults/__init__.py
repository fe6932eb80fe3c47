"""Faults: the record and the engine under what goes wrong, each with a broken variant it catches."""
