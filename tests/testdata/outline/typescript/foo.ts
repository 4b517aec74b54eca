#!/usr/bin/env node
/* Copyright 2020 X. */
// eslint-disable
/** @file Things that do. */

import type { A, B as C } from './x';
import d, * as ns from "y";
export * from './z';
const q = require('q');
/** d
 *  - item
 */
@dec
export abstract class Foo<T> extends Bar implements Baz {
  private readonly x: number = 1;
  // handles
  handler = (e: Event) => { };
  constructor(private a: string, b?: number) { super(); function z() {} }
  @dec() get v(): number { return 1 }
  /** m doc */
  abstract m(): void;
}
export default function (a = 1, {b, c}: P, ...rest: any[]) {}
export const f = async <T,>(a: T): Promise<T> => { }, g = 3;
export interface I { m(a: number): void; p: string }
export type X = 1;
export enum E { A }
namespace N { export function z() {} }
declare function ff(a: number): string;
foo(() => { function hidden() {} });
