"""What this process says while a test runs, as a file would have it; afterwards all is as it was."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from service import process_log


@contextmanager
def listened(stream: io.StringIO | None = None, *, verbose: bool = False) -> Iterator[io.StringIO]:
    """The stream into which everything is logged until the block ends."""
    root, ours = logging.getLogger(), process_log.LOG
    handlers, own, propagate, level = root.handlers, ours.handlers, ours.propagate, ours.level
    stream = stream or io.StringIO()
    process_log.begin(stream, verbose=verbose)
    try:
        yield stream
    finally:
        root.handlers, ours.handlers, ours.propagate = handlers, own, propagate
        ours.setLevel(level)
