"""The session cookie: unreadable by scripts, never sent from another site's page on a POST."""

from fastapi import Request, Response


def name(origin: str) -> str:
    """`__Host-session` on https, which a browser takes from this very host alone."""
    return "__Host-session" if _is_https(origin) else "session"


def challenge(origin: str) -> str:
    """What a 401 has to say (RFC 9110, 15.5.2): a session's cookie is wanted, and where to get it.

    No scheme for cookies is registered; the words are those of draft-broyer-http-cookie-auth.
    """
    return f'Cookie realm="Official Sites", form-action="/sign-in", cookie-name={name(origin)}'


def token(request: Request, origin: str) -> str:
    """The session's token; empty where the request carries none."""
    return request.cookies.get(name(origin), "")


def give(response: Response, origin: str, value: str) -> None:
    """Begin a session in this browser, until it is closed."""
    response.set_cookie(
        name(origin), value, path="/", secure=_is_https(origin), httponly=True, samesite="lax"
    )


def take(response: Response, origin: str) -> None:
    """Make the browser forget the session."""
    response.delete_cookie(
        name(origin), path="/", secure=_is_https(origin), httponly=True, samesite="lax"
    )


def _is_https(origin: str) -> bool:
    return origin.startswith("https://")
