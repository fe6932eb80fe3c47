"""The application with two routes more, the floors: one writes one row, one reads one by its key.

They stand behind the same middlewares and the same gate as what is measured against them.
"""

from types import MappingProxyType

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response

from service.access import permissions
from service.access.permissions import Rule, Who
from service.db.tables import Entry
from service.desk.office import Office, open_office
from service.pages.page import see
from service.pages.proposals.proposals import Posted
from service.settings import Settings
from service.web import create_app

WRITE = "/benchmark/{ref}/write"
READ = "/api/v1/benchmark/read"
RULES = {
    ("POST", WRITE): Rule("POST", WRITE, (Who.PROPOSER,)),
    ("GET", READ): Rule("GET", READ, (Who.PUBLIC,)),
}


def with_floor(app: FastAPI) -> FastAPI:
    """Add both routes; the table of permissions, complete until here, gets their rows."""
    permissions.BY_REQUEST = MappingProxyType({**permissions.BY_REQUEST, **RULES})
    office: Office = app.state.office

    @app.post(WRITE)
    def write(ref: str, form: Posted) -> Response:
        with office.transaction() as transaction:
            transaction.keep(ref, form["version"])
        return see(f"/proposals/{ref}")

    @app.get(READ)
    def read(key: str) -> dict[str, str]:
        with office.read() as session:
            return {"address": session.get_one(Entry, key).address}

    return app


def main() -> None:
    """Serve as the product does."""
    settings = Settings.from_env()
    app = with_floor(create_app(open_office(settings), settings))
    uvicorn.run(
        app, host=settings.host, port=settings.port, proxy_headers=False, server_header=False
    )


if __name__ == "__main__":
    main()
