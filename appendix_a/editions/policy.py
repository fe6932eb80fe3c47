"""The policy as pure data: the model's clauses, the school's edition of them, catalogue and law."""

from dataclasses import dataclass, field, replace
from datetime import date

from appendix_a.editions.edition import Adoption, Rewording
from appendix_a.editions.model import MODEL, PROVENANCE
from appendix_a.platforms import catalogue
from appendix_a.platforms.catalogue import Catalogue
from appendix_a.platforms.consent import ByHome, ages_of_consent
from appendix_a.platforms.law import Law, laws
from appendix_a.reading.case import Case, Stage
from appendix_a.reading.clause import Clause, Context

__all__ = ["MODEL", "PROVENANCE", "Adoption", "Policy", "Rewording", "adopt"]


@dataclass(frozen=True)
class Policy:
    """An edition with the catalogue and the law as they stand."""

    edition: Adoption
    clauses: tuple[Clause, ...]
    catalogue: Catalogue
    law: tuple[Law, ...] = field(default_factory=laws)
    consent: ByHome = field(default_factory=ages_of_consent)

    def context(self, case: Case, on: date, stage: Stage) -> Context:
        """What the tests read, with this edition's thresholds and the roles that it means."""
        thresholds, roles = self.edition.thresholds, self.edition.roles
        if case.capacities != roles:
            case = case.model_copy(update={"capacities": roles})
        return Context(case, self.catalogue, on, stage, thresholds, self.law, self.consent)

    def clause(self, id_: str) -> Clause:
        """One clause by its id; KeyError where the edition has none."""
        return {one.id: one for one in self.clauses}[id_]


def adopt(
    model: tuple[Clause, ...], adoption: Adoption, rows: tuple[catalogue.Platform, ...] = ()
) -> Policy:
    """Lay the school's edition and its own catalogue rows over the model."""
    clauses = (
        replace(
            one,
            printed=said.printed or "",
            title=said.title or one.title,
            words=said.words or one.words,
        )
        if (said := adoption.wording.get(one.id))
        else one
        for one in model
        if one.id not in adoption.switched_off
    )
    return Policy(adoption, tuple(clauses), catalogue.with_rows(rows))
