"""The policy as pure data: the model's clauses, the school's edition of them, the catalogue.

Appendix A is a *reconstructed model edition*: the school's own text was not in the copy of
the policy that this was built from. The edition says so wherever it is quoted.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import Field, field_validator

from appendix_a import (
    a1_creation,
    a2_children,
    a3_approval,
    a4_content,
    a5_contributors,
    catalogue,
    s7_official_sites,
)
from appendix_a.case import Case, Stage
from appendix_a.catalogue import Catalogue
from appendix_a.clause import Clause, Question
from appendix_a.value import Line, Value

PROVENANCE = (
    "Section 7 is the school's own policy. Appendix A is the Model Appendix A, reconstructed "
    "edition: rebuilt from the model that the policy follows, not the school's own text."
)

MODEL: tuple[Clause, ...] = (
    *s7_official_sites.CLAUSES,
    *a1_creation.CLAUSES,
    *a2_children.CLAUSES,
    *a3_approval.CLAUSES,
    *a4_content.CLAUSES,
    *a5_contributors.CLAUSES,
)
"""Every clause, in the policy's order."""


class Rewording(Value):
    """What an edition prints for one clause instead of the model's number and words."""

    printed: Line | None = None
    words: Line | None = None


class Adoption(Value):
    """The school's edition, laid over the model. The default is the model itself."""

    key: Line = "model-1"
    title: Line = "Model Appendix A, reconstructed edition"
    wording: dict[str, Rewording] = Field(default_factory=dict)
    switched_off: dict[str, Line] = Field(default_factory=dict)  # clause id -> reason
    fresh_months: int = Field(12, ge=1, le=12)

    @field_validator("wording", "switched_off")
    @classmethod
    def _of_the_model(cls, by_clause: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(by_clause) - {clause.id for clause in MODEL})
        if unknown:
            raise ValueError(f"names no clause of the model: {', '.join(unknown)}. Check the id")
        return by_clause


@dataclass(frozen=True)
class Policy:
    """An edition with the catalogue as it stands."""

    edition: Adoption
    clauses: tuple[Clause, ...]
    catalogue: Catalogue

    def question(self, case: Case, on: date, stage: Stage) -> Question:
        """What the tests read, with this edition's thresholds."""
        return Question(case, self.catalogue, on, stage, self.edition.fresh_months)

    def clause(self, id_: str) -> Clause:
        """One clause by its id; KeyError where the edition has none."""
        return {one.id: one for one in self.clauses}[id_]


def adopt(
    model: tuple[Clause, ...], adoption: Adoption, rows: tuple[catalogue.Platform, ...] = ()
) -> Policy:
    """Lay the school's edition and its own catalogue rows over the model."""
    clauses = (
        replace(one, printed=said.printed or "", words=said.words or one.words)
        if (said := adoption.wording.get(one.id))
        else one
        for one in model
        if one.id not in adoption.switched_off
    )
    return Policy(adoption, tuple(clauses), catalogue.overlay(catalogue.load(), rows))
