import csv
from pathlib import Path

TAX = 19


def load(path: Path) -> dict[str, int]:
    with path.open(newline="") as file:
        return {row["sku"]: int(row["cents"]) for row in csv.DictReader(file)}


def with_tax(cents: int, percent: int = TAX) -> int:
    return (cents * (100 + percent) + 50) // 100
