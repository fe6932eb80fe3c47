"""Where a pupil lives: how the terms of platforms divide the countries, and what the clocks say."""

from zoneinfo import ZoneInfo

import pytest

from appendix_a.platforms.places import UNITED_KINGDOM, Jurisdiction

# Written out from an atlas: the city whose clock a country keeps.
CLOCKS = """
northern_ireland London · great_britain London · ireland Dublin · austria Vienna · belgium Brussels
bulgaria Sofia · croatia Zagreb · cyprus Nicosia · czechia Prague · denmark Copenhagen
estonia Tallinn · finland Helsinki · france Paris · germany Berlin · greece Athens
hungary Budapest · iceland Reykjavik · italy Rome · latvia Riga · liechtenstein Vaduz
lithuania Vilnius · luxembourg Luxembourg · malta Malta · netherlands Amsterdam · norway Oslo
poland Warsaw · portugal Lisbon · romania Bucharest · slovakia Bratislava · slovenia Ljubljana
spain Madrid · sweden Stockholm
"""
CITIES = [tuple(one.split()) for line in CLOCKS.strip().splitlines() for one in line.split(" · ")]


@pytest.mark.parametrize(("country", "city"), CITIES)
def test_each_country_keeps_the_clock_of_its_city(country: str, city: str) -> None:
    """The zone is that city's, and one that the time zone data knows."""
    zone = Jurisdiction(country).time_zone
    assert (zone.partition("/")[2], ZoneInfo(zone).key) == (city, zone)


def test_every_country_has_its_city() -> None:
    """The atlas above has each country once, in the order of the list or not."""
    assert sorted(country for country, _ in CITIES) == sorted(Jurisdiction)


def test_terms_speak_of_three_parts_of_the_world() -> None:
    """Both parts of the United Kingdom, Ireland, and every other country of the EEA."""
    parts = {
        part: {one for one in Jurisdiction if one.terms_place == part}
        for part in ("uk", "ireland", "eea")
    }
    assert (parts["uk"], parts["ireland"]) == (
        {Jurisdiction.NORTHERN_IRELAND, Jurisdiction.GREAT_BRITAIN},
        {Jurisdiction.IRELAND},
    )
    assert (frozenset(parts["uk"]), len(parts["eea"])) == (UNITED_KINGDOM, len(Jurisdiction) - 3)
