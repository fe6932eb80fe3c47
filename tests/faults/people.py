"""People who bring proposals to an end by the pages, whatever dies meanwhile.

They see where a proposal stands in the record, and act by the pages alone. What they got no answer
for they look at again; a decision is posted again as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from service.db.tables import Decision, DecisionKind, DecisionState, Statement
from service.desk.proposals import declarations, proposals
from service.desk.proposals.decisions import Deciding
from service.pages.proposals.form_pages import WHAT
from tests.builders import TEACHER
from tests.faults.browsing import Browser, Pages
from tests.faults.going_on import WORDS
from tests.schools import Birchfield
from tests.service.pages.posting import in_its_form, posting

FATES = ("approve", "withdraw", "reject", "return", "edit", "undo", "edit")
"""What people mean to do with a proposal, beside signing it."""
ENDS = frozenset({Status.REGISTERED, Status.WITHDRAWN, Status.REJECTED})


@dataclass
class People:
    """Everybody who works on some of the proposals: `fates` says what is to become of each."""

    school: Birchfield
    pages: Pages
    fates: Mapping[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)
    opened: dict[tuple[str, SignOffStep], Deciding] = field(default_factory=dict)
    named: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def act(self, ref: str) -> bool:
        """Do what is next; False where that is for the engine, or nobody."""
        row, fate = self.school.row(ref), self.fates[ref]
        doing = _NEXT.get(row.status)
        return bool(doing and doing(self, ref, fate))

    def forget(self, ref: str) -> None:
        """Open the pages of a proposal anew."""
        self.opened = {key: given for key, given in self.opened.items() if key[0] != ref}

    def as_(self, person: str) -> Browser:
        """The browser of the person of this key, signed in once."""
        if person not in self.browsers:
            name = next(name for name, key in self.school.keys.items() if key == person)
            self.browsers[person] = self.pages.sign_in(name)
        return self.browsers[person]

    def teacher(self) -> Browser:
        return self.as_(self.school.key(TEACHER))

    def submit(self, ref: str, _fate: str) -> bool:
        version = {"version": self.school.row(ref).version}
        self.teacher().do("submitted", ref, f"/proposals/{ref}/submit", version)
        return True

    def withdraw(self, ref: str, _fate: str) -> bool:
        data = {
            "version": self.school.row(ref).version,
            "withdraw_reason": WORDS,
            "sure_withdraw": "yes",
        }
        self.teacher().do("withdrawn", ref, f"/proposals/{ref}/withdraw", data)
        return True

    def edit(self, ref: str) -> bool:
        draft = proposals.draft(self.school.office, self.school.key(TEACHER), ref)
        typed = draft.given.model_copy(update={"title": "P5 writes"})
        data = posting(in_its_form(draft, WHAT, typed), draft.version)
        self.teacher().do("drafted", ref, f"/proposals/{ref}/draft/{WHAT.key}", data)
        return True

    def decide(self, ref: str, step: SignOffStep, kind: DecisionKind) -> bool:
        """Open the page of a decision and post it; the same again until there is an answer."""
        signer = self.school.signer(ref, step)
        reason = "" if kind is DecisionKind.SIGN else WORDS
        if (ref, step) not in self.opened:
            self.opened[ref, step] = self.school.deciding(ref, step, kind, reason)
        self.as_(signer).decide(ref, step, self.opened[ref, step])
        del self.opened[ref, step]
        return True

    def sign_off(self, ref: str, fate: str) -> bool:
        """What the fate says where nothing is signed yet; else declare and sign what is owed."""
        row = self.school.row(ref)
        if fate == "withdraw":
            return self.withdraw(ref, fate)
        if fate in ("reject", "return"):
            return self.decide(ref, SignOffStep.AIMS, DecisionKind(fate))
        if waits := self._silent(ref, row.revision):
            return self._declare(ref, waits[0])
        return self._sign(ref, fate)

    def while_checked(self, ref: str, fate: str) -> bool:
        """Some change their minds while the checks run."""
        return fate == "edit" and self.school.row(ref).revision == 1 and self.edit(ref)

    def _silent(self, ref: str, revision: int) -> list[str]:
        """Who has still to declare something."""
        if (ref, revision) not in self.named:
            self.named[ref, revision] = [one.person for one in self.school.view(ref).declared]
        made = {one.person for one in self.school.rows(Statement, ref=ref, revision=revision)}
        return [one for one in self.named[ref, revision] if one not in made]

    def _declare(self, ref: str, person: str) -> bool:
        asked = declarations.statements(self.school.office, person, ref)
        answers = {one.check: "accept" for one in asked.statements}
        data = {
            "seal": asked.seal,
            "edition": asked.edition,
            "reason": "",
            "interest": "no",
            **answers,
        }
        self.as_(person).do("declared", ref, f"/proposals/{ref}/declaration", data)
        return True

    def _sign(self, ref: str, fate: str) -> bool:
        rows = self.school.rows(Decision, ref=ref, revision=self.school.row(ref).revision)
        standing = {one.step: one.state for one in rows if one.state is not DecisionState.VOID}
        if DecisionState.GIVEN in standing.values():
            return False
        step = next((one for one in SignOffStep if one not in standing), None)
        undone = "undone" in self.school.kinds(ref)
        if step is SignOffStep.FINAL and fate == "undo" and undone:
            return self.withdraw(ref, fate)
        return step is not None and self.decide(ref, step, DecisionKind.SIGN)

    def undo(self, ref: str, fate: str) -> bool:
        if fate != "undo" or "undone" in self.school.kinds(ref):
            return False
        signer = self.school.signer(ref, SignOffStep.FINAL)
        self.as_(signer).do("undone", ref, f"/proposals/{ref}/sign-off/final/undo", {})
        return True


_NEXT: Mapping[Status, Callable[[People, str, str], bool]] = {
    Status.DRAFT: People.submit,
    Status.CHECKING: People.while_checked,
    Status.IN_SIGN_OFF: People.sign_off,
    Status.RETURNED: People.withdraw,
    Status.APPROVED: People.undo,
}
"""What is for people to do where a proposal stands so."""
