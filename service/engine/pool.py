"""A Prefect work pool for heavy sweeps: engines put items on it, and its workers carry them.

What a worker does is in `service.engine.pool_worker`. `work_on` is the program of a worker.
"""

import runpy
import sys
from contextlib import suppress

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from service.desk.queue.work import Claimed
from service.engine.run_step import RunFailedError, UnreachableError

FLOW = "carry"
ENTRY = "service.engine.pool_worker.do_item"
UNAVAILABLE = 4  # exit code
AT_ONCE = 2  # items that one worker carries at a time: each is a process of 150 MB


def deploy(pool: str) -> None:
    """Make the pool and the deployment on it; what is there already stays, a pool's type too."""
    with get_client(sync_client=True) as client:
        with suppress(ObjectAlreadyExists):
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        flow = client.create_flow_from_name(FLOW)
        client.create_deployment(flow, pool, work_pool_name=pool, entrypoint=ENTRY)


def ask(pool: str, item: Claimed, ticket: str) -> str:
    """Ask the pool for a run that carries the item; gives its id, of the same run for one ticket.

    Raises UnreachableError where Prefect is not there, RunFailedError where nobody has deployed.
    """
    try:
        run = run_deployment(
            f"{FLOW}/{pool}",
            parameters={"item": item.id, "ticket": ticket},
            flow_run_name=ticket,
            timeout=0,
            as_subflow=False,
            idempotency_key=ticket,
        )
    except ObjectNotFound as error:
        raise RunFailedError("NotDeployed") from error
    except Exception as error:  # the client's, of many kinds
        raise UnreachableError(type(error).__name__) from error
    assert isinstance(run, FlowRun)
    return str(run.id)


def work_on(pool: str) -> None:
    """Be a worker of this pool until asked to stop; it is made where it is not there."""
    try:
        deploy(pool)
    except Exception as error:  # noqa: BLE001 - the client's, of many kinds
        sys.stderr.write(
            f"Prefect does not answer ({type(error).__name__}). Start it, or correct the address "
            "that --prefect-url gives.\n"
        )
        sys.exit(UNAVAILABLE)
    sys.argv = ["prefect", "worker", "start", "--pool", pool, "--limit", str(AT_ONCE)]
    sys.argv += ["--install-policy", "never"]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)
