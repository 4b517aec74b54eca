package shop.model

/** Something to buy. */
case class Item(name: String, price: Int)

enum Level {
  case Low, High
}
