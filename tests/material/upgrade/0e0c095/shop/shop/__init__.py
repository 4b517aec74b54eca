"""The rules of the shop: what is in a cart, what it costs, and what was ordered."""
