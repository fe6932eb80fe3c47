"""The school's edition of the policy: what it prints, what it switches off, what it asks for.

Data, laid over the model: the reading of a clause is code, its words and figures are the school's.
"""

from typing import Any

from pydantic import Field

from appendix_a.editions.model import PROVENANCE
from appendix_a.reading.case import Capacities, Role
from appendix_a.reading.thresholds import Thresholds
from appendix_a.values.answers import day_in_words
from appendix_a.values.value import Day, Line, Text, Value

MOST_RELATED = 20


class Rewording(Value):
    """What an edition prints for one clause instead of the model's number, title and words."""

    printed: Line | None = None
    title: Line | None = None
    words: Text | None = None


class Related(Value):
    """A policy of the school that is read together with this one (4.1, 9.1), as it stands."""

    title: Line
    version: Line = ""
    dated: Day | None = None


ABLE = (
    Role.VICE_PRINCIPAL,
    Role.BRAND_OWNER,
    Role.E_SAFETY_LEAD,
    Role.DESIGNATED_TEACHER,
    Role.PRINCIPAL,
    Role.CHAIR,
    Role.VICE_CHAIR,
)
"""The roles that may be named: those that sign or advise at a school."""

RELATED = (
    Related(title="Code of Conduct"),
    Related(title="Internet Use Policy"),
    Related(title="Policy on the school's Facebook page"),
    Related(title="Disciplinary policy"),
)


class Adoption(Value):
    """The school's edition, laid over the model. The default is the model itself."""

    key: Line = "model-1"
    title: Line = "Model Appendix A, reconstructed edition"
    confirmed: bool = False  # the school says of the reconstructed model: these are our words
    adopted_on: Day | None = None
    wording: dict[str, Rewording] = Field(default_factory=dict)  # by clause id, as the next
    switched_off: dict[str, Line] = Field(default_factory=dict)  # the reason
    thresholds: Thresholds = Thresholds()
    reasons: dict[str, Line] = Field(default_factory=dict)  # by the name of the threshold
    roles: Capacities = Capacities()
    related: tuple[Related, ...] = Field(RELATED, max_length=MOST_RELATED)

    @property
    def provenance(self) -> str:
        """Whose words the edition is: for every page and print that quotes it."""
        if not self.confirmed:
            return PROVENANCE
        on = f" on {day_in_words(self.adopted_on)}" if self.adopted_on else ""
        return f"{PROVENANCE} The school confirmed this reconstructed edition as its own{on}."

    def plain(self) -> dict[str, Any]:
        """The edition as JSON or TOML holds it: what `edition_faults.read` takes."""
        dumped = self.model_dump(mode="json", exclude_none=True)
        for name in ("image_kinds", "added"):
            dumped["thresholds"][name].sort()
        return dumped
