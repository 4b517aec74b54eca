"""The command line: takes orders, prints the plan, and serves the screen in the bakehouse."""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from bakery import labels, screen
from bakery.orders import Order, OrderBook
from bakery.plan import plan_for
from bakery.recipes import load_recipes
from bakery.store import open_store

HERE = Path(__file__).parent.parent


def main() -> int:
    args = _parser().parse_args()
    recipes = load_recipes(HERE / "recipes.toml")
    with open_store(args.store) as store:
        book = OrderBook(store, recipes)
        if args.command == "order":
            book.add(Order(args.customer, args.bread, args.loaves, args.day))
            return 0
        plan = plan_for(args.day, book, recipes, store)
        if args.command == "serve":
            screen.serve(plan, args.port)
        elif args.command == "labels":
            print(labels.sheet(book.for_day(args.day)))
        else:
            print(plan)
        return 1 if plan.shortages else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bakery")
    parser.add_argument("--store", type=Path, default=Path("bakery.db"))
    commands = parser.add_subparsers(dest="command", required=True)
    order = commands.add_parser("order", help="take an order")
    order.add_argument("customer")
    order.add_argument("bread")
    order.add_argument("loaves", type=int)
    for name in ("plan", "labels", "serve"):
        commands.add_parser(name)
    for command in commands.choices.values():
        command.add_argument("--day", type=date.fromisoformat, default=_tomorrow())
    commands.choices["serve"].add_argument("--port", type=int, default=8020)
    return parser


def _tomorrow() -> date:
    return date.today() + timedelta(days=1)


if __name__ == "__main__":
    sys.exit(main())
