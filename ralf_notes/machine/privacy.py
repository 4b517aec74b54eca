"""macOS's privacy settings: what they keep from a program, and how that is allowed."""

from __future__ import annotations

import errno
import os
import sys

NOT_PERMITTED = "Operation not permitted"
"""What macOS says where they forbid something, whatever the permissions of the file say."""


def how_to_permit() -> str:
    """Return what to do where this program may not read or write something on a Mac."""
    return (
        "macOS's privacy settings forbid that, as they do to programs that launchd starts. Allow "
        f"it for {os.path.realpath(sys.executable)} under System Settings, Privacy & Security, "
        "Full Disk Access; or keep sources, notes and this program outside of Documents, Desktop, "
        "Downloads, iCloud Drive and other disks."
    )


def remedy(error: OSError | str) -> str:
    """Return what to do about an error, or a program's words, that come from them, else ''."""
    import platform

    is_theirs = NOT_PERMITTED in error if isinstance(error, str) else error.errno == errno.EPERM
    return f": {how_to_permit()}" if is_theirs and platform.system() == "Darwin" else ""
