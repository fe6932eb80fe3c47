"""A long list in parts: as many as asked for, and a link to the next ones (RFC 8288)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query, Request, Response

from appendix_a.values.faults import Fault
from service.desk.refusals import Faulty

MOST = 1000
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many to answer with at most")]
After = Annotated[
    str, Query(description="Go on after this one of the list. The link “next” has it filled in")
]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """The part of a list that was asked for, and where the answer says how to go on."""

    request: Request
    response: Response
    limit: int
    after: str

    def of(self, found: Sequence[Item], key: Callable[[Item], str]) -> tuple[Item, ...]:
        """That part. Faulty where the one to go on after is no longer in the list."""
        keys = [key(one) for one in found]
        first = self._first(keys)
        shown = keys[first : first + self.limit]
        if shown and shown[-1] != keys[-1]:
            onward(self.request, self.response, after=shown[-1])
        return tuple(found[first : first + self.limit])

    def _first(self, keys: list[str]) -> int:
        if not self.after:
            return 0
        if self.after not in keys:
            words = f"“{self.after}” is not in this list now. Begin again, without “after”."
            raise Faulty((Fault("after", words),))
        return keys.index(self.after) + 1


def onward(request: Request, response: Response, **cursor: object) -> None:
    """Link to the part that follows: the same request with another cursor."""
    onward = request.url.include_query_params(**cursor)
    response.headers["Link"] = f'<{onward.path}?{onward.query}>; rel="next"'


def asked(request: Request, response: Response, limit: Limit = MOST, after: After = "") -> Page:
    """The part that the address asks for: what there is, up to `MOST`, if it does not say."""
    return Page(request, response, limit, after)


Paged = Annotated[Page, Depends(asked)]
