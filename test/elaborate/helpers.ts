// A program's numbers by generated code and by the graph as it stands before any rewriting, which must agree.
import { expect } from "vitest";
import { difference, generated, interpreted, plainGraph, type Numbers } from "../support/agreement.js";

interface Options {
  readonly hessian?: boolean;
  readonly gradient?: boolean;
}

const TOLERANCE = 1e-12;

/** Outputs, gradients and Hessian blocks by name. */
export function numbersOf(text: string, at: object = {}, options: Options = {}): Numbers {
  const plain = interpreted(plainGraph(text, options), at);
  expect(difference(plain, generated(text, at, options.hessian === true ? { hessian: true } : {}), TOLERANCE), text).toBeUndefined();
  return plain;
}

/** Expects that both programs have the same outputs and derivatives. */
export function expectSame(text: string, reference: string, at: object = {}, options: Options = {}): void {
  expect(
    difference(numbersOf(reference, at, options), numbersOf(text, at, options), TOLERANCE),
    `${text}\n-- is not --\n${reference}`,
  ).toBeUndefined();
}
