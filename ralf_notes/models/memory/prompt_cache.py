"""The memory in which llama-server keeps earlier prompts, and the setting that limits it.

Ollama runs llama-server from 0.30 on and passes its own environment on to it. llama-server keeps
the evaluated prompts that its slots had to give up, by default up to 8 GiB for each loaded model,
and `/api/ps` does not count them. The prompts of a run differ but for their head, which the slot
itself still holds, so a run gains next to nothing: only a prompt that comes again after others is
read anew.
Source: https://github.com/ggml-org/llama.cpp, `cache_ram_mib`, and measurements on 0.33.0-rc2.
"""

from __future__ import annotations

import platform

VARIABLE = "LLAMA_ARG_CACHE_RAM"
"""How many MiB the prompts may take; 0 keeps none."""
LARGEST = 8 * 2**30
"""The most bytes that they take, unless the server has another setting."""

_WHERE = {
    "Darwin": f"launchctl setenv {VARIABLE} 0, then quit and open the Ollama app, or brew services "
    "restart ollama",
    "Linux": f"sudo systemctl edit ollama, with the lines [Service] and Environment={VARIABLE}=0, "
    "then sudo systemctl restart ollama",
    "Windows": f"setx {VARIABLE} 0, then quit and open the Ollama app",
}
_ANYWHERE = f"{VARIABLE}=0 ollama serve (docker: -e {VARIABLE}=0)"


def how_to_switch_off() -> str:
    """Return what to type on this system so that its server keeps no earlier prompts."""
    where = _WHERE.get(platform.system(), "")
    return f"{where}; or start it with {_ANYWHERE}" if where else f"start it with {_ANYWHERE}"
