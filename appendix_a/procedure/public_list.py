"""Which sites stand in the public list, and which answer to their exact address alone."""

from appendix_a.reading.proposal import CHILDREN, Proposal


def is_listed(proposal: Proposal) -> bool:
    """Whether anyone may read that the site exists: not where children add to it."""
    return not (proposal.contributors or frozenset()) & CHILDREN
