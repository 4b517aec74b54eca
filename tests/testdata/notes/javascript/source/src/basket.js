/**
 * The basket of a shop, kept in `localStorage`.
 */
import { format, round } from "./money.js";
import React from "react";

export const MAX_ITEMS = 99;

/**
 * Adds an item to a basket.
 *
 * @param {Basket} basket - what there is
 * @param {string} name the item's name
 * @param {number} [count=1] how many
 * @returns {Basket} a new basket
 * @throws {RangeError} if there are more than {@link MAX_ITEMS}
 * @example
 * add(empty, "tea", 2)
 */
export function add(basket, name, count = 1) {
  return { ...basket, [name]: round(count) };
}

export class Basket {
  #items = {};

  /** Sums up all items. */
  total(currency = "EUR") {
    return format(0, currency);
  }

  static empty() {
    return new Basket();
  }
}

export const isEmpty = (basket) => Object.keys(basket).length === 0;

export default Basket;
