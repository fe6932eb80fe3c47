"""Whose words a public page shows: one school's, or those that hold where no school is named."""

from dataclasses import dataclass

from fastapi import Request

from service.access.gate import office, visitor_of
from service.desk.register import public

Named = tuple[str, str]


@dataclass(frozen=True)
class Whose:
    """The school by key and name, both empty for none; and the others that may be chosen."""

    school: str
    name: str
    others: tuple[Named, ...]


def whose(request: Request, asked: str) -> Whose:
    """The school asked for, else the reader's own, else the only one there is.

    A stranger who names none of several is shown none: they would take one school's for all.
    """
    every = public.schools(office(request))
    known = visitor_of(request)
    theirs = next(iter(known.schools), "") if known else ""
    only = every[0][0] if len(every) == 1 else ""
    school = asked or theirs or only
    others = tuple(one for one in every if one[0] != school)
    return Whose(school, dict(every).get(school, ""), others)
