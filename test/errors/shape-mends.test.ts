// The mend beside "the shapes do not fit".
import { expect, test } from "vitest";
import { compile } from "../../src/index.js";

const NAMES = "Sizes with different names never agree: declare both with one name.";
const COLUMN = (size: string): string => `A vector goes along the last dimension: a column is A[:, 1:1], or reshape(v, [${size}, 1]).`;

const CASES: readonly (readonly [program: string, hint: string | undefined])[] = [
  ["param a[m], b[n]\noutput c = a + b", NAMES],
  ["param A[m, n], v[m]\noutput c = A ./ v", COLUMN("m")],
  ["param A[n, 2], v[n]\noutput c = v .* A", COLUMN("n")],
  ["param A[2, 3], v[2]\noutput c = A + v", COLUMN("2")],
  ["param A[m, n], v[k]\noutput c = A + v", NAMES],
  ["param a[n]\noutput c = a + a[2:end]", "The first is longer by 1: take a part of it, such as v[2:end]."],
  ["param a[n]\noutput c = a[3:end] .* a", "The second is longer by 2: take a part of it, such as v[3:end] or v[1:end - 2]."],
  ["param a[n]\noutput c = a[2:end - 1] .* a[3:end - 2]", "The first is longer by 2: take a part of it, such as v[3:end] or v[1:end - 2]."],
  [
    "param w\ninput r[n]\nfor t = 2:n, s[1] = w {\n  s[t] = w*r[t - 1] + s[t - 1]\n}\noutput y = s .* r",
    "The second is longer by 1: take a part of it, such as v[2:end].",
  ],
  ["param a[2], b[3]\noutput c = a + b", undefined],
  ["param a[n], b[3]\noutput c = a + b", undefined],
];

test.each(CASES)("%s", (text, hint) => {
  const [first] = compile(text).diagnostics.filter((d) => d.severity === "error");
  expect([first?.code, first?.hint]).toEqual(["shapes-differ", hint]);
});

test("the mended programs compile", () => {
  for (const text of ["param A[m, n], v[m]\noutput c = sum(A ./ reshape(v, [m, " +
    "1]))", "param P[n, 3]\noutput c = sum(P[:, 1:2] ./ P[:, 3:3])",
    "param a[n]\noutput c = sum(a[2:end] .* a[1:end - 1])"]) expect(compile(text).diagnostics, text).toEqual([]);
});
