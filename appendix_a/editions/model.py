"""The model policy: every clause, in the policy's order.

Appendix A is a *reconstructed model edition*: the school's own text was not in the copy of
the policy that this was built from. The edition says so wherever it is quoted.
"""

from operator import attrgetter

from appendix_a import (
    a1_creation,
    a2_children,
    a3_approval,
    a4_content,
    a5_contributors,
    added,
    s2_scope,
    s5_principles,
    s6_images,
    s7_3_terms,
    s7_official_sites,
    s8_monitoring,
    s9_breaches,
)
from appendix_a.reading.clause import Clause

PROVENANCE = (
    "Sections 2 to 9 are the school's own policy. Appendix A is the Model Appendix A, "
    "reconstructed edition: rebuilt from the model that the policy follows, not the school's own "
    "text."
)

MODEL: tuple[Clause, ...] = (
    *s2_scope.CLAUSES,
    *s5_principles.CLAUSES,
    *s6_images.CLAUSES,
    *sorted((*s7_official_sites.CLAUSES, *s7_3_terms.CLAUSES), key=attrgetter("id")),
    *s8_monitoring.CLAUSES,
    *s9_breaches.CLAUSES,
    *a1_creation.CLAUSES,
    *a2_children.CLAUSES,
    *a3_approval.CLAUSES,
    *a4_content.CLAUSES,
    *a5_contributors.CLAUSES,
    *added.CLAUSES,
)
"""Every clause, in the policy's order."""
