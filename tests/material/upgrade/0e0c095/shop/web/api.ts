export interface Order {
  sku: string;
  count: number;
}

/** Send an order; resolves to whether the service took it. */
export async function send(order: Order): Promise<boolean> {
  const answer = await fetch("/orders", { method: "POST", body: JSON.stringify(order) });
  return answer.status === 202;
}

export function inEuros(cents: number): string {
  return `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, "0")} €`;
}
