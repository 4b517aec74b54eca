"""Languages that are read alike, by their keys."""

from __future__ import annotations

C_FAMILY = ("c", "cpp", "objectivec")
"""Languages in which one file declares what another one defines."""
SCRIPTS = ("javascript", "typescript", "tsx")
COMPONENTS = ("vue", "svelte", "astro")
"""Languages of markup around a script."""
ECMASCRIPT = (*SCRIPTS, *COMPONENTS)
