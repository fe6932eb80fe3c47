"""What adopting a draft would cost, in one sentence that a principal reads before they confirm."""

from collections.abc import Iterator

from service.desk.policy.previews import Sum

NOTHING = "No registered site and no pending proposal would fail anything that it passes today."


def sentence(found: Sum) -> str:
    """How many would fail what, how many would be returned; that nothing would, where it is so."""
    said = "; ".join(_parts(found))
    return f"{said}." if said else NOTHING


def _parts(found: Sum) -> Iterator[str]:
    for number, sites in found.fail.items():
        yield f"{_many(sites, 'site')} in the register would fail {number}"
    for number, sites in found.undecided.items():
        yield (
            f"for {_many(sites, 'site')} in the register, {number} could not be decided until "
            "somebody records what is missing"
        )
    if found.returned:
        yield f"{_many(found.returned, 'pending proposal')} would be returned"
    if found.referred:
        yield f"{_many(found.referred, 'pending proposal')} would be referred"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
