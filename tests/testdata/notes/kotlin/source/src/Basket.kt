/** The basket of a shop. */
package org.example.shop

import kotlinx.coroutines.delay
import org.example.shop.money.Money
import org.example.shop.money.round

/**
 * What a customer wants to buy.
 *
 * @property items by name
 * @constructor makes a basket
 */
data class Basket(val items: Map<String, Int> = emptyMap(), private val note: String? = null) {
    /**
     * Adds an item.
     *
     * @param name the item
     * @param count how many
     * @return a new basket
     */
    fun add(name: String, count: Int = 1): Basket = copy(items = items + (name to count))

    suspend fun total(): Money {
        delay(1)
        return round(Money(0))
    }

    companion object {
        const val MAX = 99

        fun empty() = Basket()
    }
}

/** Tells whether nothing is in it. */
fun Basket.isEmpty(): Boolean = items.isEmpty()

sealed interface Event
