"""How fast addresses are read, and whether more rows in the catalogue make it slower."""

from itertools import cycle, islice
from time import perf_counter
from typing import Any

from appendix_a.platforms.catalogue import Catalogue, Platform, load
from appendix_a.platforms.identity import identify
from tests.appendix_a.platforms.address_rows import ROWS
from tests.benchmarks.timing import Row

COUNT = 100_000
LEAST = 10_000.0  # a second, on one core
COPIES = 3
SLOWER = 0.8


def measure() -> list[Row]:
    """Addresses a second, with the packaged catalogue and with four times its rows."""
    mixed = _mixed()
    few, many = (_rate(one, mixed) for one in (load(), _with_more_rows()))
    return [
        Row(
            f"identify, {COUNT:,} mixed addresses; floor: what is asked", few, "/s", LEAST, None, 1
        ),
        Row(
            "the same with four times the rows; floor: the line above",
            many,
            "/s",
            few,
            None,
            SLOWER,
        ),
    ]


def _mixed() -> list[str]:
    """Every address of the table in turn, each another one: nothing is read twice."""
    addresses = [one for _, *row in ROWS for one in row if "." in one]
    numbered = enumerate(islice(cycle(addresses), COUNT))
    return [f"{one}{'&' if '?' in one else '?'}n={number}" for number, one in numbered]


def _rate(catalogue: Catalogue, addresses: list[str]) -> float:
    identify(catalogue, addresses[0])  # lays the catalogue out
    started = perf_counter()
    for one in addresses:
        identify(catalogue, one)
    return len(addresses) / (perf_counter() - started)


def _with_more_rows() -> Catalogue:
    rows = list(load().platforms)
    for number in range(1, COPIES + 1):
        rows += [_elsewhere(row.model_dump(), number) for row in load().platforms]
    ordered = tuple(sorted(rows, key=lambda row: row.key))
    return Catalogue(platforms=ordered, elsewhere=load().elsewhere, reserved=load().reserved)


def _elsewhere(row: dict[str, Any], number: int) -> Platform:
    """The row as that of another platform, at hosts of its own."""
    ending = f".copy{number}.example"
    forms = row["forms"]
    if forms:
        forms = forms | {
            "home": forms["home"] + ending,
            "hosts": [f"{one}{ending}" for one in forms["hosts"] if "*" not in one],
            **{
                table: _at(forms[table], ending)
                for table in ("account", "later", "single", "other")
            },
            "leads": [_host_at(one, ending) for one in forms["leads"]],
        }
    places = {
        name: [_host_at(one, ending) for one in row[name]] for name in ("hostnames", "redirects")
    }
    return Platform.model_validate(row | places | {"key": f"{row['key']}-{number}", "forms": forms})


def _at(table: tuple[tuple[str, str], ...], ending: str) -> dict[str, str]:
    return {
        _host_at(one, ending): _host_at(said, ending) if "/" in said else said
        for one, said in table
    }


def _host_at(place: str, ending: str) -> str:
    if place.startswith("/"):
        return place
    host, slash, rest = place.partition("/")
    return f"{host}{ending}{slash}{rest}"
