"""The workers of a Dask cluster."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from ralf_notes.errors import EngineError, Refused, ServerDown, Transient
from ralf_notes.models.engines.hints import how_to_install

_CONNECT = 10.0
"""Seconds to wait for a scheduler, and for a worker that is connected to it."""
_START = 30.0
"""Seconds for starting the workers of this machine."""
_NAP = 2.0
"""Seconds between two checks that there are workers, while an answer is awaited."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a function returned, and where it was called."""

    result: Any
    worker: str


class Cluster:
    """The workers of a Dask cluster, each in a process of its own, here or on other machines.

    A function whose worker dies is called again on another one.
    Source of behaviour: https://distributed.dask.org/en/stable/resilience.html
    """

    def __init__(self, scheduler: str, processes: int) -> None:
        """Connect, and wait for a worker.

        Args:
            scheduler: its address, such as tcp://mini:8786; '' for workers on this machine.
            processes: how many of those.

        Raises EngineError when Dask is not installed, ServerDown when no scheduler or
        worker answers.
        """
        if find_spec("distributed") is None:
            remedy = f"Install it with: {how_to_install('dask')}"
            raise EngineError(f"workers on Dask: it is not installed. {remedy}")
        import distributed

        # Our own messages say what is wrong.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._where = scheduler
        self._one = Lock()
        self._under_way: set[Future[Any]] = set()
        self._local: Any = None
        self._client: Any = None
        if scheduler:
            _check_that_it_listens(scheduler)
        else:
            self._local = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=processes, threads_per_worker=1, processes=True, memory_limit=None,
                dashboard_address=None, silence_logs=logging.CRITICAL,
            )  # fmt: skip
        try:
            self._client = distributed.Client(  # type: ignore[no-untyped-call]
                self._local or scheduler, timeout=_CONNECT, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as exc:
            raise _no_scheduler(scheduler, "it is no Dask scheduler, or a busy one") from exc
        try:
            if self._local:
                self._client.wait_for_workers(max(1, processes), _START)
            else:
                self._client.wait_for_workers(1, _CONNECT)
        except TimeoutError as exc:
            self.close()
            raise self._nobody() from exc

    @property
    def is_local(self) -> bool:
        """Whether the workers were started here, for this run."""
        return self._local is not None

    def slots(self) -> int:
        """Return how many functions the workers call at a time."""
        return sum(self._threads().values())

    def workers(self) -> list[str]:
        """Return the addresses of the workers."""
        return sorted(self._threads())

    def call(
        self, function: Callable[..., object], *arguments: object, among: Iterable[str] = ()
    ) -> Placed:
        """Call a function on a worker.

        Args:
            function: of a module that the workers have too.
            arguments: for it.
            among: workers to choose from, as long as one of them is connected; empty for any.

        Raises ServerDown when there is no worker, Refused when all workers that tried it died,
        Transient when `drop` gave it up.
        """
        chosen = {"workers": [*among], "allow_other_workers": True} if among else {}
        future = self._client.get_executor(pure=False, **chosen).submit(
            _placed, function, *arguments
        )
        with self._one:
            self._under_way.add(future)
        try:
            return self._result(future)
        finally:
            with self._one:
                self._under_way.discard(future)

    def everywhere(
        self, function: Callable[..., object], *arguments: object, patience: float
    ) -> dict[str, Any]:
        """Call a function on every worker; return the results of those that come in time."""
        futures = {
            worker: self._client.get_executor(pure=False, workers=[worker]).submit(
                function, *arguments
            )
            for worker in self.workers()
        }
        wait(futures.values(), patience)
        done = {worker: future for worker, future in futures.items() if not future.cancel()}
        failed = [exc for future in done.values() if (exc := future.exception())]
        if failed and len(failed) == len(done):
            raise EngineError(
                f"the workers cannot do it: {failed[0]}. Is the same ralf-notes installed on all "
                "of them, and beside the scheduler?"
            ) from failed[0]
        return {w: future.result() for w, future in done.items() if not future.exception()}

    def drop(self, function: Callable[..., object], *arguments: object) -> None:
        """Give up all calls that are under way, and call a function that ends their work."""
        with self._one:
            futures = list(self._under_way)
        for future in futures:
            future.cancel()
        with suppress(OSError, TimeoutError):
            self._client.run(function, *arguments, on_error="ignore")

    def close(self) -> None:
        """Disconnect from the workers; end those that were started here."""
        self._client.close()
        if self._local is not None:
            self._local.close()

    def _result(self, future: Future[Placed]) -> Placed:
        from distributed import KilledWorker

        while True:
            try:
                return future.result(_NAP)
            except TimeoutError:
                if not future.done() and not self._threads():
                    future.cancel()
                    raise self._nobody() from None
            except CancelledError:
                raise Transient("the worker's answer was given up") from None
            except KilledWorker as exc:
                raise Refused(
                    f"the workers that were asked died, one after the other: {exc}"
                ) from exc

    def _threads(self) -> dict[str, int]:
        try:
            return dict(self._client.nthreads())
        except (OSError, TimeoutError, RuntimeError):
            return {}

    def _nobody(self) -> ServerDown:
        return ServerDown(
            f"no worker is connected to {self._where or 'the local cluster'}. Start one on each "
            f"machine with: dask worker {self._where}"
        )


def _check_that_it_listens(scheduler: str) -> None:
    """Raise ServerDown where nothing listens: Dask would try again and again for its whole time."""
    address = urlsplit(scheduler)
    try:
        socket.create_connection((address.hostname or "", address.port or 0), _CONNECT).close()
    except (OSError, OverflowError, UnicodeError, ValueError) as exc:
        raise _no_scheduler(scheduler, getattr(exc, "strerror", "") or str(exc)) from exc


def _no_scheduler(scheduler: str, why: str) -> ServerDown:
    return ServerDown(f"no scheduler answers at {scheduler}: {why}. Start one with: dask scheduler")


def _placed(function: Callable[..., object], *arguments: object) -> Placed:
    """Call a function on a worker."""
    from distributed import get_worker

    return Placed(function(*arguments), get_worker().address)
