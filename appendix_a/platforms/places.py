"""Where a pupil lives: terms and law speak of the user's home, not of the school's."""

from typing import Literal

from appendix_a.values.value import Choice

TermsPlace = Literal["uk", "ireland", "eea"]
"""How a platform's terms divide these countries."""


class Jurisdiction(Choice):
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
    GREAT_BRITAIN = "great_britain", "the rest of the United Kingdom"
    IRELAND = "ireland", "Ireland"
    AUSTRIA = "austria", "Austria"
    BELGIUM = "belgium", "Belgium"
    BULGARIA = "bulgaria", "Bulgaria"
    CROATIA = "croatia", "Croatia"
    CYPRUS = "cyprus", "Cyprus"
    CZECHIA = "czechia", "Czechia"
    DENMARK = "denmark", "Denmark"
    ESTONIA = "estonia", "Estonia"
    FINLAND = "finland", "Finland"
    FRANCE = "france", "France"
    GERMANY = "germany", "Germany"
    GREECE = "greece", "Greece"
    HUNGARY = "hungary", "Hungary"
    ICELAND = "iceland", "Iceland"
    ITALY = "italy", "Italy"
    LATVIA = "latvia", "Latvia"
    LIECHTENSTEIN = "liechtenstein", "Liechtenstein"
    LITHUANIA = "lithuania", "Lithuania"
    LUXEMBOURG = "luxembourg", "Luxembourg"
    MALTA = "malta", "Malta"
    NETHERLANDS = "netherlands", "the Netherlands"
    NORWAY = "norway", "Norway"
    POLAND = "poland", "Poland"
    PORTUGAL = "portugal", "Portugal"
    ROMANIA = "romania", "Romania"
    SLOVAKIA = "slovakia", "Slovakia"
    SLOVENIA = "slovenia", "Slovenia"
    SPAIN = "spain", "Spain"
    SWEDEN = "sweden", "Sweden"

    @property
    def time_zone(self) -> str:
        """Where its clocks are set, as an IANA name."""
        return _CLOCKS.get(self, "Europe/London")

    @property
    def terms_place(self) -> TermsPlace:
        """The part of the world in whose terms a person who lives here stands."""
        if self in UNITED_KINGDOM:
            return "uk"
        return "ireland" if self is Jurisdiction.IRELAND else "eea"


UNITED_KINGDOM = frozenset({Jurisdiction.NORTHERN_IRELAND, Jurisdiction.GREAT_BRITAIN})

_CLOCKS: dict[Jurisdiction, str] = {
    Jurisdiction.ICELAND: "Atlantic/Reykjavik",
    Jurisdiction.IRELAND: "Europe/Dublin",
    Jurisdiction.AUSTRIA: "Europe/Vienna",
    Jurisdiction.BELGIUM: "Europe/Brussels",
    Jurisdiction.BULGARIA: "Europe/Sofia",
    Jurisdiction.CROATIA: "Europe/Zagreb",
    Jurisdiction.CYPRUS: "Europe/Nicosia",
    Jurisdiction.CZECHIA: "Europe/Prague",
    Jurisdiction.DENMARK: "Europe/Copenhagen",
    Jurisdiction.ESTONIA: "Europe/Tallinn",
    Jurisdiction.FINLAND: "Europe/Helsinki",
    Jurisdiction.FRANCE: "Europe/Paris",
    Jurisdiction.GERMANY: "Europe/Berlin",
    Jurisdiction.GREECE: "Europe/Athens",
    Jurisdiction.HUNGARY: "Europe/Budapest",
    Jurisdiction.ITALY: "Europe/Rome",
    Jurisdiction.LATVIA: "Europe/Riga",
    Jurisdiction.LIECHTENSTEIN: "Europe/Vaduz",
    Jurisdiction.LITHUANIA: "Europe/Vilnius",
    Jurisdiction.LUXEMBOURG: "Europe/Luxembourg",
    Jurisdiction.MALTA: "Europe/Malta",
    Jurisdiction.NETHERLANDS: "Europe/Amsterdam",
    Jurisdiction.NORWAY: "Europe/Oslo",
    Jurisdiction.POLAND: "Europe/Warsaw",
    Jurisdiction.PORTUGAL: "Europe/Lisbon",
    Jurisdiction.ROMANIA: "Europe/Bucharest",
    Jurisdiction.SLOVAKIA: "Europe/Bratislava",
    Jurisdiction.SLOVENIA: "Europe/Ljubljana",
    Jurisdiction.SPAIN: "Europe/Madrid",
    Jurisdiction.SWEDEN: "Europe/Stockholm",
}
