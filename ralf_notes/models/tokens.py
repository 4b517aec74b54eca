"""How tokens are estimated."""

from __future__ import annotations

BYTES_PER_TOKEN = 3
"""The fixed estimate. Never calibrated: that would move borders, and with them what is asked."""
