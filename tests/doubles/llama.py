"""llama.cpp's own server, as `llama-server` is, with the small real model."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import xllamacpp

from ralf_notes.config.engines import small_model


@contextmanager
def llama_server(num_ctx: int, key: str = "") -> Iterator[str]:
    """Run the server on a free port; give its URL.

    Args:
        num_ctx: context window, in tokens.
        key: that each request must have; '' asks for none.
    """
    cores = psutil.cpu_count(logical=False) or 1
    params = xllamacpp.CommonParams()
    params.model.path = str(small_model())
    params.n_ctx = num_ctx
    params.n_parallel = 1
    params.verbosity = -1
    params.cache_ram_mib = 0
    params.api_keys = [key] if key else []
    params.cpuparams.n_threads = max(1, cores - 1)
    params.cpuparams_batch.n_threads = cores
    server = xllamacpp.Server(params)
    try:
        yield server.listening_address
    finally:
        del server
        gc.collect()  # llama.cpp lets go of its threads and its port when the object goes
