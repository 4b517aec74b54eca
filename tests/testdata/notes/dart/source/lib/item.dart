/// Something to buy.
class Item {}

enum Level { low, high }
