"""What a middleware refuses before any route is found, and how it has that said."""

from collections.abc import Callable

from fastapi import Request, Response

Refuse = Callable[[Request, int, str], Response]
"""Request, status and words in; the page or problem that says them out."""

CROSS_SITE = (
    "This request came from another website, or your browser does not say from where. Nothing was "
    "changed. Open the page here, and do it again from there."
)
TOO_LARGE = (
    "What was sent is larger than 1.5 MB, so it was not read. Shorten the longest text, and send "
    "it again."
)
FORWARDED = (
    "The demonstration answers on this machine alone, and this request came through a proxy. "
    "Open it directly, at the address that it printed when it started."
)
