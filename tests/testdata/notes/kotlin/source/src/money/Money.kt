package org.example.shop.money

/** An amount in cents. */
@JvmInline
value class Money(val cents: Long)

fun round(money: Money): Money = money
