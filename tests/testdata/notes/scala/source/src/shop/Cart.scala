package shop

import shop.model.Item

/** A cart of items. */
class Cart(val owner: String, limit: Int = 10) {
  private var items: List[Item] = Nil

  /** Adds an item.
    *
    * @param item what is bought
    */
  def add(item: Item, count: Int = 1): Unit = {
    items = List.fill(count)(item) ++ items
  }
}

object Cart {
  val Empty: Cart = new Cart("nobody")
}
