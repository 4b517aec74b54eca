"""How tills are built."""

def till_binary(name, coins = []):
    """Builds a till.

    Args:
        name: of the program.
        coins: the coins that it takes.
    """
    native.cc_binary(name = name, srcs = ["//:main.c"])

counted = rule(
    implementation = None,
    doc = "Counts the coins of a till.",
)
