import { inEuros, send } from "./api";

export class Page {
  constructor(private readonly sku: string, private readonly cents: number) {}

  title(): string {
    return `${this.sku}: ${inEuros(this.cents)}`;
  }

  async buy(count: number): Promise<string> {
    const taken = await send({ sku: this.sku, count });
    return taken ? "Thank you" : "Please try again later";
  }
}
