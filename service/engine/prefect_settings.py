"""The environment in which a Prefect server and its client run: one table, a reason for each line.

Imports no Prefect: the supervisor reads it before there is any.
"""

import os
from pathlib import Path

OFF, ON = "false", "true"

CLIENT: dict[str, str] = {
    # A missing address fails at once, instead of starting a hidden server (11 seconds, other data).
    "PREFECT_SERVER_EPHEMERAL_ENABLED": OFF,
    # Nothing is reported to anyone outside.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": OFF,
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": OFF,
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": OFF,
    # A log line could repeat a person's words, and costs a request.
    "PREFECT_LOGGING_TO_API_ENABLED": OFF,
    "PREFECT_LOGGING_LEVEL": "WARNING",
    # A batch ends, one way or the other, well within its lease: a server that is gone is given up
    # after 2 seconds, one that hangs after 12.
    "PREFECT_API_REQUEST_TIMEOUT": "5",
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    # A result would hold what was found about a case; the record keeps it instead.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": OFF,
}
"""For the engine, whichever server it speaks to."""

SERVER: dict[str, str] = {
    **CLIENT,
    # A page of another site, open in the operator's browser, may neither read nor write here.
    "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": ON,
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": OFF,
    # Services for what this product does not use: deployments, schedules, workers, pauses, tasks,
    # events. On one SQLite file each of them waits for the others' locks.
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": OFF,
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": OFF,
    # Runs are kept for 90 days; what they answered is in the record for good.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P90D",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",  # plain seconds stop the server
}
"""For a server of our own, which serves this installation alone."""

CREDENTIALS = ("PREFECT_API_AUTH_STRING", "PREFECT_API_KEY")


def server_environment(home: Path, port: int) -> dict[str, str]:
    """Give everything for a server of our own on loopback; nothing of it is taken from outside."""
    address = f"http://127.0.0.1:{port}"
    return without_prefect() | SERVER | _at_home(home) | {
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
    }  # fmt: skip


def client_environment(home: Path, api_url: str, *, outside: bool) -> dict[str, str]:
    """Give everything for the engine. Only an outside server's credentials are taken from outside."""
    kept = {name: os.environ[name] for name in CREDENTIALS if outside and name in os.environ}
    return without_prefect() | CLIENT | _at_home(home) | kept | {"PREFECT_API_URL": api_url}


def without_prefect() -> dict[str, str]:
    """Give this process's environment without any setting of Prefect's: an address in it is ignored."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}


def _at_home(home: Path) -> dict[str, str]:
    # Without profiles file there is no profile; a proxy is not asked for what is on this machine.
    bypass = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1", "localhost")))
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "NO_PROXY": bypass,
        "no_proxy": bypass,
    }
