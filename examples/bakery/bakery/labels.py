"""Labels for the bags, one for each order."""

from __future__ import annotations

from collections.abc import Iterable

from bakery.orders import Order

WIDTH = 30
PER_ROW = 3


def label(order: Order) -> list[str]:
    loaves = f"{order.loaves} x {order.bread}"
    return [line.center(WIDTH) for line in (order.customer, loaves, f"{order.day:%d %b}")]


def sheet(orders: Iterable[Order]) -> str:
    labels = [label(order) for order in sorted(orders, key=lambda order: order.customer)]
    rows = [labels[at : at + PER_ROW] for at in range(0, len(labels), PER_ROW)]
    return "\n\n".join("\n".join(map("|".join, zip(*row, strict=True))) for row in rows)
