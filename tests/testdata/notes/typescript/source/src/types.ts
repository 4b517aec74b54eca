/** Anything that a store can hold. */
export interface State {
  readonly [key: string]: unknown;
}

/** Is told of a change. */
export type Listener<S> = (state: S) => void;

export function freeze<T>(value: T): Readonly<T> {
  return Object.freeze(value);
}

export namespace Deep {
  export function equal(a: unknown, b: unknown): boolean {
    return a === b;
  }
}
