"""How much may be sent, and who may stand in between."""

from collections.abc import Callable, Iterator

import pytest

from tests.service.conftest import Web
from tests.service.school import REGISTRAR

LIMIT = 1_500_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def filled(size: int) -> bytes:
    return b"email=" + b"a" * (size - len(b"email="))


def in_pieces(body: bytes) -> Iterator[bytes]:
    yield from (body[at : at + 65_536] for at in range(0, len(body), 65_536))


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 422), (LIMIT + 1, 413)])
@pytest.mark.parametrize("declared", [True, False])
def test_a_body_is_read_up_to_the_limit_and_not_a_byte_further(
    web: Web, size: int, status: int, declared: bool
) -> None:
    """Whether or not its length is declared; up to there the form comes back with its faults."""
    body = filled(size)
    content = body if declared else in_pieces(body)
    answer = web.browser().post("/sign-in", content=content, headers=FORM)
    assert answer.status_code == status


def test_what_was_typed_up_to_the_limit_is_shown_again(web: Web) -> None:
    """Nobody loses a long text to a refusal."""
    answer = web.browser().post("/sign-in", content=filled(LIMIT), headers=FORM)
    assert "a" * (LIMIT - 6) in answer.text


def test_too_much_is_refused_in_words(web: Web) -> None:
    """The page says the limit and what to do."""
    answer = web.browser().post("/sign-in", content=filled(LIMIT + 1), headers=FORM)
    assert (
        "<p>What you sent is larger than 1.5 MB, so it was not read. Shorten the longest text and "
        "send it again.</p>"
    ) in answer.text


def test_a_file_is_not_taken(web: Web) -> None:
    """Nothing is uploaded there, so a file is refused before it is read."""
    answer = web.browser().post("/sign-in", files={"email": ("a.txt", b"text")})
    assert answer.status_code == 400


def test_a_staff_list_may_be_larger_and_not_much(web: Web) -> None:
    """On its own path alone; what is larger is refused in words of its own."""
    registrar = web.sign_in_as(REGISTRAR)
    sizes = {size: b"a" * size for size in (LIMIT + 1000, 1_999_000, 2_000_000)}
    answers = [
        registrar.post("/people/list", files={"file": ("a.csv", body)}) for body in sizes.values()
    ]
    assert [one.status_code for one in answers] == [422, 422, 413]
    assert "This file is larger than 2 MB, so it was not read." in answers[-1].text
    two = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    assert registrar.post("/people/list", files=two).status_code == 400


@pytest.mark.parametrize(
    "name", ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host"]
)
def test_the_demonstration_answers_no_proxy(web_with: Callable[..., Web], name: str) -> None:
    """Its passwords are known to all: it is for one machine."""
    assert web_with(demo=True).browser().get("/", headers={name: "1"}).status_code == 403


def test_the_demonstration_answers_whoever_comes_directly(web_with: Callable[..., Web]) -> None:
    """The refusal above is about the headers."""
    answer = web_with(demo=True).browser().get("/")
    assert (answer.status_code, "<strong>Demonstration.</strong>" in answer.text) == (200, True)


def test_a_service_may_stand_behind_a_proxy(web: Web) -> None:
    """Outside the demonstration these headers are neither refused nor believed."""
    answer = web.browser().get("/sites", headers={"X-Forwarded-Host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/sites")
