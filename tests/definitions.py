"""The tables of docs/definitions.md, from the code. People write the text around them.

A table stands below its `<!-- table: name -->`. `make docs` writes it anew, and keeps in the column
*means* what people have written there: it belongs to the first cell of the row.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time, timedelta
from typing import NamedTuple

from typer.main import get_command

from appendix_a.assessing import assess
from appendix_a.editions.policy import MODEL
from appendix_a.procedure import deadlines, lifecycle, routing
from appendix_a.reading import case, clause, proposal
from appendix_a.values import answers
from service.access import permissions, refuse
from service.api.models import PublicSite
from service.cli import app, exits
from service.desk.cases import restricted
from service.desk.people import power
from service.desk.proposals import proposal_views
from service.desk.register import official as asked
from service.settings import Settings

MEANS = "means"
MARKED = re.compile(r"<!-- table: (\w+) -->\n((?:\|.*\n)*)")
DONE = "0 when it is done"
MANY = 10  # more clauses than anybody reads in a cell


class Table(NamedTuple):
    """Its columns, and what the code knows of each row; *means*, if there is one, is the last."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def written_anew(page: str) -> str:
    """The page with each of its tables as the code has it. KeyError for a table that nobody makes."""
    return MARKED.sub(lambda found: f"<!-- table: {found[1]} -->\n{_table(*found.groups())}", page)


def _table(name: str, old: str) -> str:
    head, rows = TABLES[name]()
    if head[-1] == MEANS:
        written = {row[0]: row[-1] for row in cells(old)}
        rows = tuple((*row, written.get(row[0], "")) for row in rows)
    return "".join((_line(head), f"|{'---|' * len(head)}\n", *map(_line, rows)))


def cells(table: str) -> Iterator[list[str]]:
    """Each row of a table in Markdown, without its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return ([one.strip() for one in line.strip("|").split("|")] for line in lines[2:])


def _line(row: Iterable[str]) -> str:
    return f"| {' | '.join(row)} |\n".replace("  |", " |")


def _code(*words: str) -> str:
    return ", ".join(f"`{one}`" for one in words)


def _yes(*, so: bool) -> str:
    return "yes" if so else ""


def _words() -> Table:
    rows = tuple((one.label, _code(one.value)) for one in answers.Verdict)
    return Table(("answer", "code", MEANS), rows)


def _kinds() -> Table:
    rows = tuple((one.label, _code(one.value)) for one in answers.Kind)
    return Table(("kind", "code", MEANS), rows)


def _stages() -> Table:
    rows = tuple(
        (one.label, _code(one), _code(*(of for of in case.Stage if of in also)), _asked_first(one))
        for one, also in assess.STAGES.items()
    )
    return Table(("when", "code", "asks the checks of", "clauses with checks of this stage"), rows)


def _asked_first(stage: case.Stage) -> str:
    found = [one.id for one in MODEL if any(check.stage is stage for check in one.checks)]
    return "every other" if len(found) > MANY else ", ".join(found) or "none"


def _proposal_states() -> Table:
    rows = tuple((one.label, _code(one), _next(one)) for one in lifecycle.Status)
    return Table(("state", "code", "leads to", MEANS), rows)


def _next(status: lifecycle.Status) -> str:
    to = dict.fromkeys(one.to for one in lifecycle.PROPOSAL if status in one.states)
    return ", ".join(_code(one) for one in to) or "an end"


def _site_states() -> Table:
    rows = tuple(
        (
            one.label,
            _code(one),
            _yes(so=one in lifecycle.SANCTIONED),
            asked._STANDS[one].format(school="[school]", day="[day]"),
        )
        for one in case.SiteStatus
    )
    return Table(("state", "code", "sanctioned", "what `/official` says of it", MEANS), rows)


def _waits() -> Table:
    known = {name: one for name, one in vars(deadlines).items() if name.isupper()}
    rows = [(_code(name), _long(one)) for name, one in known.items()]
    hold = Settings.hold_seconds // 60
    return Table(
        ("figure", "how long", MEANS),
        (*rows, (_code("hold_seconds"), f"{hold} minutes, or as `settings.toml` says")),
    )


def _long(one: timedelta | time | int | tuple[int, ...]) -> str:
    match one:
        case timedelta():
            return f"{one.days} days"
        case time():
            return f"{one:%H:%M}"
        case int():
            return f"{one} school days"
    *most, last = map(str, one)
    return f"{', '.join(most)} and {last} school days"


def _roles() -> Table:
    rows = tuple(
        (
            one.label,
            _code(one),
            ", ".join(step.label for step in case.SignOffStep if one in _able(step)),
            _yes(so=one in power.NEEDS_CONFIRMING),
            _yes(so=one in proposal_views.FOLLOWERS),
        )
        for one in case.Role
    )
    head = ("role", "code", "may sign", "must be confirmed", "reads every submitted proposal")
    return Table((*head, MEANS), rows)


def _able(step: case.SignOffStep) -> frozenset[str]:
    """Who signs a step for some proposer or other, where the edition names no other role."""
    return frozenset(who for row in routing.ROUTES for who in _asked_for(row, step))


def _asked_for(row: routing.Route, step: case.SignOffStep) -> tuple[str, ...]:
    able: tuple[str, ...] = getattr(row, step)
    return (case.Capacities().brand_owner, *able) if step == "brand" else able


def _routes_of_signatures() -> Table:
    rows = tuple(
        (row.kind.capitalize(), *(_else(_asked_for(row, step)) for step in case.SignOffStep))
        for row in routing.ROUTES
    )
    return Table(("proposer", *(step.label for step in case.SignOffStep)), rows)


def _else(able: Iterable[str]) -> str:
    labels = {one.value: one.label.lower() for one in case.Role}
    return ", else ".join(labels.get(one, one.replace("_", " ")) for one in able)


def _judgements() -> Table:
    asked = [
        (one.id, check.by)
        for one in MODEL
        for check in one.checks
        if isinstance(check, clause.Judgement)
    ]
    rows = tuple(
        (step.label, ", ".join(id_ for id_, by in asked if by is step)) for step in case.SignOffStep
    )
    return Table(("signature", "answers the judgements of clauses"), rows)


def _declarations() -> Table:
    asked: dict[str, list[str]] = {}
    for one in MODEL:
        for check in one.checks:
            if isinstance(check, clause.Declaration):
                asked.setdefault(", ".join(by.label for by in check.by), []).append(one.id)
    rows = tuple((who.capitalize(), ", ".join(ids)) for who, ids in asked.items())
    return Table(("who declares", "clauses"), rows)


def _pages() -> Table:
    """The routes by who may call them, in the order of the table of permissions."""
    allowed: dict[str, dict[str, list[str]]] = {}
    for rule in permissions.TABLE:
        who = ", or ".join(_who(one) for one in rule.who)
        allowed.setdefault(who, {}).setdefault(rule.path, []).append(rule.method)
    rows = tuple((_first_big(who), ", ".join(_requests(paths))) for who, paths in allowed.items())
    return Table(("who", "may call"), rows)


def _who(one: permissions.Who | case.Role) -> str:
    return f"the {one.label.lower()}" if isinstance(one, case.Role) else one.label


def _first_big(words: str) -> str:
    return words[0].upper() + words[1:]


def _requests(paths: Mapping[str, list[str]]) -> Iterator[str]:
    """As `/policy`; with its methods where it takes others than GET."""
    for path, methods in paths.items():
        yield _code(path if methods == ["GET"] else f"{' '.join(methods)} {path}")


def _refusals() -> Table:
    return Table(("status", MEANS), tuple((str(one),) for one in sorted(refuse.STATUSES.values())))


def _commands() -> Table:
    """Those that answer yes or no by their exit code, as their help says it; and the others."""
    others, asked = [], []
    for name, words in _helped(get_command(app)):
        if code := re.search(r"\bExit ([01] .*?)\.(?= |$)", words):
            asked.append((_code(name), re.split(r"(?<=[.?]) ", words)[0], code[1]))
        else:
            others.append(name)
    return Table(("command", "does", "exit code"), ((_code(*others), "", DONE), *asked))


def _helped(group: object, before: str = "") -> Iterator[tuple[str, str]]:
    """Each command by its name, as `register check`, with its help."""
    for name, one in getattr(group, "commands", {}).items():
        if hasattr(one, "commands"):
            yield from _helped(one, f"{before}{name} ")
        else:
            yield f"{before}{name}", " ".join(one.help.split())


def _exits() -> Table:
    return Table(("exit code", MEANS), tuple((str(one.value),) for one in exits.Exit))


def _restricted() -> Table:
    """The answers by who may read them."""
    fields = proposal.Proposal.model_fields
    kept: dict[str, list[str]] = {}
    for name, able in restricted.READ_BY.items():
        readers = ", ".join(one.label.lower() for one in restricted.Reader if one in able)
        kept.setdefault(readers, []).append(
            f"“{fields[name].title}”" if name in fields else "A conflict of interest, as declared"
        )
    rows = tuple((" ".join(asked), readers) for readers, asked in kept.items())
    return Table(("answer", "who may read it"), rows)


def _public() -> Table:
    return Table(("anyone may read of a listed site",), ((_code(*PublicSite.model_fields),),))


TABLES: Mapping[str, Callable[[], Table]] = {
    "answers": _words,
    "kinds": _kinds,
    "stages": _stages,
    "waits": _waits,
    "proposal_states": _proposal_states,
    "site_states": _site_states,
    "roles": _roles,
    "signatures": _routes_of_signatures,
    "judgements": _judgements,
    "declarations": _declarations,
    "pages": _pages,
    "refusals": _refusals,
    "commands": _commands,
    "exits": _exits,
    "restricted": _restricted,
    "public": _public,
}
