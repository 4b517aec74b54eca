"""A bakery's order book, and the plan that it makes for the night."""

from bakery.orders import Order, OrderBook
from bakery.plan import Plan, plan_for

__all__ = ["Order", "OrderBook", "Plan", "plan_for"]
