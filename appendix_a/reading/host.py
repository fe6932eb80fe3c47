"""Whose terms bind a site: the school's own, or those of one platform in the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from appendix_a.platforms.addresses import Address, AddressFault, parse, within
from appendix_a.platforms.catalogue import Catalogue, Edition, Platform, candidates, resolve
from appendix_a.platforms.identity import Identity, Kind, identify, rows_of
from appendix_a.platforms.lookalikes import alike
from appendix_a.reading.case import Registered, School
from appendix_a.reading.proposal import Holding, Hosting, Proposal
from appendix_a.values.answers import Answer, Met, MetUntil, Undetermined, Unmet
from appendix_a.values.wording import letters, words_of

E_SAFETY = "The e-safety lead"

EDITION: dict[Holding | None, Edition | None] = {
    None: None,
    Holding.ORGANISATION: "personal",
    Holding.PERSON: "personal",
    Holding.SCHOOL_EDITION: "school",
    Holding.NO_ACCOUNT: None,
}
"""The edition of a platform's terms that a way of holding a site stands under."""


@dataclass(frozen=True, slots=True)
class Host:
    """How well the host is known, and its row: None where the school hosts, or nobody knows."""

    answer: Answer
    row: Platform | None = None


def host_of(
    proposal: Proposal,
    school: School,
    catalogue: Catalogue,
    register: Iterable[Registered] = (),
) -> Host:
    """Find whose terms apply, by platform and address; the two must tell one story.

    An address that looks like another's gets a warning, whatever the answer is.
    """
    identity = identify(catalogue, proposal.address) if proposal.address else None
    address = identity.address if identity else None
    rows = rows_of(catalogue, identity) if identity else ()
    host = _host(proposal, school, catalogue, address, rows)
    if fault := _no_site(identity) if identity else None:
        # The terms that bind are asked about all the same, where they are known.
        leads = identity is not None and identity.kind is Kind.LEADS_ELSEWHERE
        host = Host(fault, None if leads else host.row)
    warning = address and _looks_like(address, rows, school, catalogue, register)
    return replace(host, answer=_warned(host.answer, warning)) if warning else host


def _no_site(identity: Identity) -> Answer | None:
    """What is wrong with an address that names no one account or site."""
    match identity.kind:
        case Kind.NOT_AN_ACCOUNT | Kind.UNREADABLE:
            return Unmet(identity.why, identity.instead, "address")
        case Kind.LEADS_ELSEWHERE:
            return Undetermined(identity.why, "The proposer", _do(identity), "address")
        case Kind.UNKNOWN_FORM:
            return Undetermined(identity.why, E_SAFETY, FORM_TO_RECORD, "address")
        case _:
            return None


FORM_TO_RECORD = "find out whose it is, and record how the addresses of accounts are written there."


def _do(identity: Identity) -> str:
    return identity.instead[:1].lower() + identity.instead[1:]


def _host(
    proposal: Proposal,
    school: School,
    catalogue: Catalogue,
    address: Address | None,
    rows: tuple[Platform, ...],
) -> Host:
    if proposal.hosting is None:
        return Host(_nobody_hosts())
    if proposal.hosting is Hosting.SCHOOL:
        return Host(_school_hosts(address, rows, school))
    return _named_or_found(proposal, address, rows, catalogue)


def _looks_like(
    address: Address,
    rows: tuple[Platform, ...],
    school: School,
    catalogue: Catalogue,
    register: Iterable[Registered],
) -> str:
    """Say what the address is easily taken for; empty where it is the platform's or the school's."""
    own = any(within(address.host, domain) for domain in school.domains)
    known = "" if own or rows else _known_host(address.host, school, catalogue)
    if known:
        return f"The address looks like {known}, but it is a different one: find out whose it is."
    here = address.host + address.path
    twin = next((one for one in register if alike(here, one.address.partition("://")[2])), None)
    if twin is None:
        return ""
    return f"The address looks like that of “{twin.title}”, but it is a different one."


def _known_host(host: str, school: School, catalogue: Catalogue) -> str:
    own = (domain for domain in school.domains if alike(host, domain))
    return catalogue.names.like(host) or next(own, "")


def _warned(answer: Answer, warning: str) -> Answer:
    match answer:
        case Met() | MetUntil():
            return replace(answer, warning=warning)
        case Unmet():
            return replace(answer, because=f"{answer.because} {warning}")
        case Undetermined():
            return replace(answer, missing=f"{answer.missing} {warning}")


def _nobody_hosts() -> Unmet:
    return Unmet(
        "The proposal does not say who hosts the site.",
        "Say whether the school or another company hosts it.",
        "hosting",
    )


def _school_hosts(address: Address | None, rows: tuple[Platform, ...], school: School) -> Answer:
    if address is None:
        return _no_address()
    if rows:
        return Unmet(
            f"The school is to host the site, but {address.host} belongs to {_names(rows)}.",
            "Say that another company hosts it, or give the school's own address.",
            "hosting",
        )
    if not any(within(address.host, domain) for domain in school.domains):
        return Undetermined(
            f"{address.host} is not among the school's own addresses.",
            E_SAFETY,
            "find out who hosts it, and record the school's address or the company.",
            "address",
        )
    return Met("The school is the provider: no other company's terms apply.")


def _no_address() -> Unmet:
    return Unmet("The site has no address yet.", "Give the address that it will have.", "address")


def _named_or_found(
    proposal: Proposal, address: Address | None, rows: tuple[Platform, ...], catalogue: Catalogue
) -> Host:
    typed = proposal.platform or proposal.platform_name or ""
    named = named_row(catalogue, typed)
    if named and named.account_model == "provider_is_school":
        return Host(_contradiction(named))
    if named and named.account_model != "resolve_first":
        return _agreed(named, address, rows)
    if typed and not named and (fault := _strange_name(typed, address, rows, catalogue)):
        return Host(fault)
    return _by_address(proposal, named, address, rows)


def named_row(catalogue: Catalogue, typed: str) -> Platform | None:
    """The row that is meant by a key, a name or an address of the platform; None where none is."""
    if row := resolve(catalogue, typed):
        return row
    name = letters(typed)
    found = [row for row in catalogue.platforms if name and name in _names_of(row)]
    if not found and "." in typed:
        address = parse(typed)
        found = [] if isinstance(address, AddressFault) else [*candidates(catalogue, address)]
    return resolve(catalogue, found[0].key) if len(found) == 1 else None


def _names_of(row: Platform) -> frozenset[str]:
    """What people call it: its name, with and without what stands in brackets, and its key."""
    parts = (row.key, row.name, row.called, *row.called.split(" / "))
    return frozenset(letters(one) for one in parts)


def _strange_name(
    typed: str, address: Address | None, rows: tuple[Platform, ...], catalogue: Catalogue
) -> Answer | None:
    """What is wrong with a name that no row has: it may be misspelt, or contradict the address."""
    name = letters(typed)
    if rows and any(letters(row.called) in name for row in rows):
        return None  # “our WordPress.com blog”
    if rows and address:
        return Unmet(
            f"The platform is called “{typed}”, but {address.host} belongs to {_names(rows)}.",
            "Correct the platform or the address.",
            "platform",
        )
    near = _near(typed, catalogue)
    if not near:
        return None
    return Undetermined(
        f"No platform in the list is called “{typed}”. Is it {' or '.join(near)}?",
        "The proposer",
        "correct the name, or choose the platform in the list.",
        "platform",
    )


def _near(typed: str, catalogue: Catalogue) -> tuple[str, ...]:
    """What may be meant by a name that no row has: what is spelt much like it, then a part of one.

    They are asked about and never taken: a product may stand under several agreements.
    """
    known = {one: row.called for row in catalogue.platforms for one in _names_of(row)}
    spelt = [known[one] for one in get_close_matches(letters(typed), known, n=1, cutoff=CLOSE)]
    words = _words(typed)
    part = [
        row.called
        for row in catalogue.platforms
        if (words and words <= _words(row.name))
        or (len(row.called) >= FEWEST_LETTERS and _words(row.called) <= words)
    ]
    return tuple(dict.fromkeys(spelt or part))[:MOST_NEAR]


def _words(name: str) -> frozenset[str]:
    return frozenset(words_of(name.replace("_", " ").replace("-", " ").replace("/", " ")))


FEWEST_LETTERS = 3
"""Of a name within a longer one: that of X is in many."""
MOST_NEAR = 3
"""Names that are asked about: of a word such as Google's there are many."""
CLOSE = 0.8
"""How alike a misspelt name is to the one that is meant, as difflib reckons it: Instagramm, 0.95."""


def _contradiction(named: Platform) -> Unmet:
    return Unmet(
        f"{named.called} is run by the school itself, but another company is to host the site.",
        "Say that the school hosts it, or choose the company's platform.",
        "hosting",
    )


def _only_lists(row: Platform) -> Unmet:
    return Unmet(
        f"{row.called} is a directory: it lists a show, and somebody else hosts it.",
        "Choose the platform that hosts the show, and name the directories that list it.",
        "platform",
    )


def _agreed(named: Platform, address: Address | None, rows: tuple[Platform, ...]) -> Host:
    if address is None:
        return Host(_no_address())
    if not rows:
        return Host(_not_theirs(named, address))
    if named.lists_shows:
        return Host(_only_lists(named), named)
    if named.kind == "podcast" and all(row.lists_shows for row in rows):
        return _known(named)  # found at its page in a directory
    if named.key not in {row.key for row in rows}:
        return Host(
            Unmet(
                f"{address.host} belongs to {_names(rows)}, not to {named.called}.",
                "Correct the platform or the address.",
                "platform",
            )
        )
    return _known(named)


def _not_theirs(named: Platform, address: Address) -> Undetermined:
    return Undetermined(
        f"{address.host} is not known as an address of {named.called}.",
        E_SAFETY,
        "find out who hosts this address, and record it with that platform's terms.",
        "address",
    )


def _by_address(
    proposal: Proposal, named: Platform | None, address: Address | None, rows: tuple[Platform, ...]
) -> Host:
    if len(rows) > 1:
        rows = tuple(row for row in rows if EDITION[proposal.holding] in row.editions)
        if len(rows) != 1:
            return Host(_which_edition())
    if rows and rows[0].lists_shows:
        return Host(_only_lists(rows[0]), rows[0])
    if rows:
        return _known(rows[0])
    if not (address or proposal.platform or proposal.platform_name):
        return Host(
            Unmet("No platform is named.", "Choose the platform, or type its name.", "platform")
        )
    return Host(_unlisted(proposal, named, address))


def _which_edition() -> Undetermined:
    return Undetermined(
        "Several editions of this platform share the address, and they ask for different ages.",
        "The proposer",
        "choose the edition in the list of platforms.",
        "platform",
    )


def _unlisted(proposal: Proposal, named: Platform | None, address: Address | None) -> Undetermined:
    if named:
        what = f"“{named.called}” is a kind of site, not a provider:"
    else:
        what = f"{proposal.platform_name or proposal.platform or (address and address.host)}:"
    return Undetermined(
        f"{what} nothing is recorded about its terms.",
        E_SAFETY,
        "find the provider's terms, and record its ages with their source and the day.",
        "platform",
    )


def _known(row: Platform) -> Host:
    return Host(Met(f"The site is on {row.called}."), row)


def _names(rows: tuple[Platform, ...]) -> str:
    return " or ".join(row.called for row in rows)
