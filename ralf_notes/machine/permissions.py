"""The privacy settings of macOS: the error that they cause, and how to allow access."""

from __future__ import annotations

import errno
import os
import sys

NOT_PERMITTED = "Operation not permitted"
"""The error of macOS when these settings forbid something that a file's permissions allow."""


def how_to_permit() -> str:
    """Return what to do when these settings keep this program from reading or writing."""
    return (
        "macOS's privacy settings forbid it, as they do for programs that launchd starts. Allow "
        f"it for {os.path.realpath(sys.executable)} under System Settings, Privacy & Security, "
        "Full Disk Access; or keep sources, notes and this program outside of Documents, Desktop, "
        "Downloads, iCloud Drive and other disks."
    )


def remedy(error: OSError | str) -> str:
    """Return what to do about an error that these settings cause, '' for any other error.

    Args:
        error: the error, or the text that another program printed about it.
    """
    import platform

    is_theirs = NOT_PERMITTED in error if isinstance(error, str) else error.errno == errno.EPERM
    return f": {how_to_permit()}" if is_theirs and platform.system() == "Darwin" else ""
