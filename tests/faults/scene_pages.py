"""The pages under uvicorn, and somebody who signs in, submits, withdraws and signs by them."""

import signal
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appendix_a.reading.case import SignOffStep
from service.db.tables import DecisionKind
from service.web import create_app
from tests.builders import LINE_MANAGER, TEACHER
from tests.faults import going_on
from tests.faults.browsing import UNANSWERED, Pages, await_pages
from tests.faults.dying import Points
from tests.faults.going_on import WORDS, Going
from tests.faults.ground import LATER, Ground, Scene, at_school, copy, owed, wrong
from tests.schools import Birchfield
from tests.service.conftest import settings_of


def _serve(ground: Ground, points: Points) -> None:
    with at_school(ground) as school:
        points.at_statements(school.office.db)
        app = create_app(school.office, settings_of(ground.folder, port=ground.port))
        watched = _answers_watched(app, points)
        signal.signal(signal.SIGTERM, lambda *_: None)  # what uvicorn leaves when it has stopped
        uvicorn.run(watched, port=ground.port, log_level="critical", access_log=False)


def _answers_watched(app: ASGIApp, points: Points) -> ASGIApp:
    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            is_post = scope.get("method") == "POST"
            if is_post and message["type"] == "http.response.start":
                points("before an answer")
            await send(message)
            if is_post and message["type"] == "http.response.start":
                points("in the middle of an answer")
            if is_post and message["type"] == "http.response.body":
                points("after an answer")

        await app(scope, receive, sent)

    return watched


def _visit(ground: Ground) -> None:
    """Sign in, submit, withdraw and sign by the pages, as long as they answer."""
    await_pages(ground.port)
    with suppress(*UNANSWERED), at_school(ground) as school:
        _use_pages(ground, school)


def _use_pages(ground: Ground, school: Birchfield) -> None:
    pages = Pages(ground.port, ground.journal)
    teacher, manager = (pages.sign_in(name) for name in (TEACHER, LINE_MANAGER))
    refs = ground.record.refs
    for name in ("draft", "withdraw"):
        version = {"version": school.row(refs[name]).version}
        teacher.do("submitted", refs[name], f"/proposals/{refs[name]}/submit", version)
    ref = refs["withdraw"]
    taken = {"version": school.row(ref).version, "withdraw_reason": WORDS, "sure_withdraw": "yes"}
    teacher.do("withdrawn", ref, f"/proposals/{ref}/withdraw", taken)
    given = school.deciding(refs["sign"], SignOffStep.AIMS)
    manager.decide(refs["sign"], SignOffStep.AIMS, given)


def _visited(ground: Ground) -> list[str]:
    """What was answered is there; what was not is posted again, and is there once."""
    with at_school(ground, LATER) as school, going_on.without_prefect():
        found = wrong(ground, school, "after the kill")
        refs, office = ground.record.refs, school.office
        for one in ground.journal.unknown():
            if one.step:
                Going(school, one.ref, ground.journal).decide(
                    SignOffStep(one.step), DecisionKind.SIGN, one.token
                )
        Going(school, refs["sign"], ground.journal).carry_all()
        return found + wrong(ground, school, "in the end") + owed(office)


PAGES = Scene(copy, _serve, _visited, _visit)
