"""A program that watches the service. It cannot sign in, so it shows a token.

That it asks from this machine proves nothing: behind a proxy on the same machine everybody does.
"""

import hmac

from fastapi import Request


def holds_token(request: Request) -> bool:
    """Whether the request bears the token of the settings; never where none is set."""
    token: str = request.app.state.metrics_token
    given = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
