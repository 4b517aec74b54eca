from time import monotonic as _monotonic


def monotonic() -> float:
    return _monotonic()


def now() -> int:
    return int(monotonic())
