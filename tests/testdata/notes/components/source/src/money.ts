/** The total price of some things, in cents. */
export const total = (count: number): number => count * 250
