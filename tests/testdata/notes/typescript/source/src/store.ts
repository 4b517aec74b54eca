/** A typed store with subscriptions. */
import type { Listener, State } from "./types";
import { freeze } from "./types";

/**
 * Holds one state and tells its listeners of changes.
 *
 * @typeParam S - the state
 */
export class Store<S extends State> {
  private listeners: Listener<S>[] = [];

  constructor(private state: S, readonly name: string = "store") {}

  /** Returns the state as it is now. */
  get current(): S {
    return freeze(this.state);
  }

  /**
   * Calls a listener after each change.
   * @param listener is called with the new state
   * @returns a function that ends the subscription
   */
  subscribe(listener: Listener<S>): () => void {
    this.listeners.push(listener);
    return () => undefined;
  }

  update(change: Partial<S>, options?: { silent: boolean }): void {
    this.state = { ...this.state, ...change };
  }
}

export enum Mode {
  Light,
  Dark,
}
