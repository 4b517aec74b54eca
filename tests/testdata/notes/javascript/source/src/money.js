// Money as text.
export function format(amount, currency) {
  return `${amount} ${currency}`;
}

export function round(amount) {
  return Math.round(amount);
}
