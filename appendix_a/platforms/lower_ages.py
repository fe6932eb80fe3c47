"""Whether a new row of the catalogue lowers an age anywhere: then a second person confirms it."""

from collections.abc import Iterator
from datetime import date

from appendix_a.platforms.addresses import Address, parse
from appendix_a.platforms.catalogue import Age, Catalogue, Platform, age, candidates, resolve
from appendix_a.platforms.places import Jurisdiction


def lowers_an_age(catalogue: Catalogue, new: Platform, place: Jurisdiction, today: date) -> bool:
    """Whether an age falls where the row stands, today or on a later day that it names.

    A known age that is given up counts too, and so does one whose address is: the next row to
    stand there would have nothing to fall from.
    """
    own = resolve(catalogue, new.key)
    if own and set(own.hostnames) - set(new.hostnames):
        return True
    days = {today, *(one.since for one in new.ages if one.since and one.since > today)}
    return any(
        _falls(before, now)
        for old in _stood(catalogue, own, new)
        for day in days
        for before, now in zip(_ages(old, place, day), _ages(new, place, day), strict=True)
    )


def _stood(catalogue: Catalogue, own: Platform | None, new: Platform) -> Iterator[Platform]:
    """The rows that decide until now: the one of this key, and those at the new one's addresses.

    An edition that shares its addresses with another is compared with itself alone.
    """
    if own:
        yield own
    for name in new.hostnames:
        address = parse(f"https://{name}")
        found = candidates(catalogue, address) if isinstance(address, Address) else ()
        if not any(one.key == new.key and one.editions == new.editions for one in found):
            yield from found


def _ages(row: Platform, place: Jurisdiction, day: date) -> tuple[Age, ...]:
    account = age(row, place.terms_place, day)
    return (
        account,
        row.min_age_with_consent.age if row.min_age_with_consent else account,
        row.min_age_to_contribute or "none",
        row.min_age_unrestricted or "none",
        row.admin_min_age,
    )


def _falls(before: Age, now: Age) -> bool:
    if isinstance(before, str):  # none, or unknown: nothing to fall from
        return False
    return isinstance(now, str) or now < before
