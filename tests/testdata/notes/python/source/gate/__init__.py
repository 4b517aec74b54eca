"""Rate limits for small services."""

from gate.bucket import Bucket

__all__ = ["Bucket"]
