"""What a customer is about to buy."""

from dataclasses import dataclass, field

from shop.price import with_tax


@dataclass
class Line:
    """One article in the cart, and how many of it."""

    sku: str
    cents: int
    count: int = 1


@dataclass
class Cart:
    lines: list[Line] = field(default_factory=list)

    def add(self, sku: str, cents: int, count: int = 1) -> None:
        for line in self.lines:
            if line.sku == sku:
                line.count += count
                return
        self.lines.append(Line(sku, cents, count))

    def net(self) -> int:
        """Return the sum without tax, in cents."""
        return sum(line.cents * line.count for line in self.lines)

    def total(self) -> int:
        return with_tax(self.net())


def merged(first: Cart, second: Cart) -> Cart:
    cart = Cart()
    for line in first.lines + second.lines:
        cart.add(line.sku, line.cents, line.count)
    return cart
