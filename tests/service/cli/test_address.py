"""`address`: what an address is, on the command line."""

import json

from tests.service.cli.conftest import Run


def test_several_addresses_as_json_in_order(run: Run) -> None:
    """One object for each, as typed; what is not known is null."""
    found = run("address", "fb.com/BirchfieldIPS/about", "https://www.facebook.com/", "--json")
    assert json.loads(found.out) == [
        {
            "address": "fb.com/BirchfieldIPS/about",
            "kind": "page",
            "platform": "facebook",
            "key": "facebook.com/birchfieldips",
            "canonical": "https://facebook.com/birchfieldips",
            "why": None,
        },
        {
            "address": "https://www.facebook.com/",
            "kind": "not_an_account",
            "platform": "facebook",
            "key": None,
            "canonical": None,
            "why": "This is the front page of Facebook, and not an account. Open the account on "
            "Facebook, and copy its address from the top of your browser. It looks like "
            "facebook.com/your-school.",
        },
    ]
    assert found.exit == 0


def test_an_address_in_words(run: Run) -> None:
    """What it is, on which platform, and its one spelling or what to do instead."""
    found = run("address", "https://www.youtube.com/%40BirchfieldIPS", "https://bit.ly/x")
    assert found.out.splitlines() == [
        "https://www.youtube.com/%40BirchfieldIPS",
        "  An account, YouTube: https://youtube.com/@birchfieldips",
        "https://bit.ly/x",
        (
            "  Leads elsewhere, Link shortener or redirect: This link only leads on to another address. "
            "Open the link, and give the address on which it ends."
        ),
    ]
