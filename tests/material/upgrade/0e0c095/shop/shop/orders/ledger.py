import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from shop.cart import Cart
from shop.price import with_tax


class LedgerError(Exception):
    """An entry that the ledger refuses."""


@dataclass(frozen=True)
class Entry:
    number: int
    order: str
    day: date
    cents: int
    why: str = ""
    reverses: int | None = None

    def is_reversal(self) -> bool:
        return self.reverses is not None

    def line(self) -> str:
        values = asdict(self)
        values["day"] = self.day.isoformat()
        return json.dumps(values, sort_keys=True)

    @classmethod
    def from_line(cls, line: str) -> "Entry":
        values = json.loads(line)
        values["day"] = date.fromisoformat(values["day"])
        return cls(**values)


class Ledger:
    """All entries of all orders, in the order in which they were made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: list[Entry] = []
        self._by_order: dict[str, list[Entry]] = defaultdict(list)
        self._reversed: set[int] = set()
        if path.exists():
            self._read()

    def _read(self) -> None:
        with self.path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                entry = Entry.from_line(line)
                if entry.number != len(self._entries) + 1:
                    raise LedgerError(f"line {number}: entry {entry.number} is out of order")
                self._keep(entry)

    def _keep(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._by_order[entry.order].append(entry)
        if entry.reverses is not None:
            self._reversed.add(entry.reverses)

    def write(self, order: str, day: date, cents: int, why: str = "") -> Entry:
        if not order:
            raise LedgerError("an entry needs an order")
        if self._entries and day < self._entries[-1].day:
            raise LedgerError(f"{day} is before the last entry of {self._entries[-1].day}")
        entry = Entry(len(self._entries) + 1, order, day, cents, why)
        self._append(entry)
        return entry

    def reverse(self, number: int, day: date | None = None) -> Entry:
        if not 1 <= number <= len(self._entries):
            raise LedgerError(f"there is no entry {number}")
        wrong = self._entries[number - 1]
        if number in self._reversed:
            raise LedgerError(f"entry {number} is reversed already")
        if wrong.is_reversal():
            raise LedgerError(f"entry {number} is a reversal itself")
        entry = Entry(
            len(self._entries) + 1,
            wrong.order,
            day or self._entries[-1].day,
            -wrong.cents,
            f"reverses {number}",
            number,
        )
        self._append(entry)
        return entry

    def _append(self, entry: Entry) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(entry.line() + "\n")
        self._keep(entry)

    def entries_of(self, order: str) -> Iterator[Entry]:
        for entry in self._by_order.get(order, []):
            if not entry.is_reversal() and entry.number not in self._reversed:
                yield entry

    def balance(self, order: str) -> int:
        return sum(entry.cents for entry in self._by_order.get(order, []))

    def open_orders(self) -> dict[str, int]:
        balances = {order: self.balance(order) for order in self._by_order}
        return {order: cents for order, cents in balances.items() if cents}

    def between(self, first: date, last: date) -> list[Entry]:
        if last < first:
            raise LedgerError(f"{last} is before {first}")
        return [entry for entry in self._entries if first <= entry.day <= last]

    def month(self, year: int, month: int) -> list[Entry]:
        first = date(year, month, 1)
        following = date(year + month // 12, month % 12 + 1, 1)
        return self.between(first, following - timedelta(days=1))


class Report:
    def __init__(self, ledger: Ledger, year: int, month: int) -> None:
        self.year = year
        self.month = month
        self.entries = ledger.month(year, month)

    def sales(self) -> int:
        return sum(entry.cents for entry in self.entries if not entry.is_reversal())

    def reversals(self) -> int:
        return sum(entry.cents for entry in self.entries if entry.is_reversal())

    def by_day(self) -> dict[date, int]:
        days: dict[date, int] = defaultdict(int)
        for entry in self.entries:
            days[entry.day] += entry.cents
        return dict(sorted(days.items()))

    def best_day(self) -> date | None:
        days = self.by_day()
        return max(days, key=lambda day: (days[day], day), default=None)

    def lines(self) -> Iterator[str]:
        yield f"{self.year}-{self.month:02}"
        for day, cents in self.by_day().items():
            yield f"{day.isoformat()}  {cents / 100:10.2f}"
        yield f"sales      {self.sales() / 100:10.2f}"
        yield f"reversals  {self.reversals() / 100:10.2f}"


def place(ledger: Ledger, cart: Cart, order: str, day: date) -> Entry:
    if not cart.lines:
        raise LedgerError("an empty cart cannot be ordered")
    return ledger.write(order, day, cart.total(), f"{len(cart.lines)} articles")


def correct(ledger: Ledger, number: int, cents: int, day: date) -> tuple[Entry, Entry]:
    reversal = ledger.reverse(number, day)
    right = ledger.write(reversal.order, day, with_tax(cents), f"instead of {number}")
    return reversal, right
