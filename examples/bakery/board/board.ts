interface Slot {
  deck: number;
  bread: string;
  loaves: number;
  mixAt: string;
  bakeAt: string;
  doneAt: string;
}

interface Plan {
  day: string;
  slots: Slot[];
  missing: Record<string, number>;
}

const REFRESH = 60_000;

export async function loadPlan(): Promise<Plan> {
  const response = await fetch("/plan.json");
  if (!response.ok) throw new Error(`no plan: ${response.status}`);
  return response.json();
}

export function nextSlot(plan: Plan, now: string): Slot | undefined {
  return plan.slots.find((slot) => slot.mixAt >= now);
}

function row(slot: Slot, isNext: boolean): string {
  const mark = isNext ? ' class="next"' : "";
  return `<tr${mark}><td>${slot.mixAt}<td>${slot.loaves} ${slot.bread}<td>${slot.bakeAt}<td>${slot.deck}`;
}

export async function show(table: HTMLElement): Promise<void> {
  const plan = await loadPlan();
  const now = new Date().toTimeString().slice(0, 5);
  const next = nextSlot(plan, now);
  table.innerHTML = plan.slots.map((slot) => row(slot, slot === next)).join("");
  setTimeout(() => show(table), REFRESH);
}
