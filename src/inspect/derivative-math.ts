// The names of derivatives in mathematics: quotients of differentials, and what is along a direction.
import type { DerivativeKind } from "../graph/derivative-kinds.js";
import { mathName } from "./math-names.js";
import type { Derivative } from "./naming.js";
import {
  digits, fraction, identifier, inSquares, joined, row, sign, subscript, superscript, THIN, type Maths,
} from "./notation.js";

const PARTIAL = sign("\\partial ", "∂");
const NABLA = sign("\\nabla ", "∇");
const [U, V] = [identifier("u", "u"), identifier("v", "v")];

const FORMS: Readonly<Record<DerivativeKind, (of: Maths, wrt: readonly Maths[]) => Maths>> = {
  gradient: quotient, hessian: quotient, jacobian: quotient,
  hvp: (of, wrt) => at(row(superscript(sign("\\nabla", "∇"), digits("2")), sign(" ", "\u2062"), of, THIN, V), wrt),
  jvp: (of) => row(NABLA, of, THIN, V),
  vjp: (of, wrt) => at(row(superscript(U, identifier("\\top", "⊤")), sign(" ", "\u2062"), NABLA, of), wrt),
  laplacian: (of) => row(sign("\\Delta ", "Δ"), of),
};

export function derivativeMath({ kind, of, wrt }: Derivative): Maths {
  return FORMS[kind](mathName(of), wrt.map(mathName));
}

function at(what: Maths, wrt: readonly Maths[]): Maths {
  return subscript(inSquares(what), joined(wrt, sign(",", ",")));
}

/** Of one variable again and again, or of each in turn. */
function quotient(of: Maths, wrt: readonly Maths[]): Maths {
  const [first] = wrt;
  const order = digits(String(wrt.length));
  const above = row(wrt.length === 1 ? PARTIAL : row(superscript(sign("\\partial", "∂"), order), sign(" ", "\u2062")), of);
  const isRepeated = wrt.length > 1 && first !== undefined && wrt.every((v) => v.latex === first.latex);
  const below = isRepeated ? row(PARTIAL, superscript(first, order)) : joined(wrt.map((v) => row(PARTIAL, v)), THIN);
  return fraction(above, below);
}
