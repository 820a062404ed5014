// The derivatives that can be asked for from outside a program, one row a kind: requests, flags, generated functions,
// JSON and formulas follow from the rows. How each is computed is the rule of its name in src/differentiate/request.ts.

/** What a generated function takes beside the arguments of the program: an object of values by name. */
export const seedForms = {
  /** Of the variables that are differentiated by. */
  tangent: { parameter: "v", type: "Direction", doc: "A direction in the variables of" },
  /** Of the output that is differentiated. */
  cotangent: { parameter: "u", type: "Cotangent", doc: "A weight for each element of what is differentiated of" },
} as const;

export interface KindRow {
  /** Its name in requests, in JSON and as the member of a factory; the flag is `--name`. */
  readonly name: string;
  /** The generated function is called as the program is, with this behind. */
  readonly suffix: string;
  /** "add a function for …", "add …". */
  readonly about: string;
  /** What the function returns, `#` for the program's name. */
  readonly doc: string;
  /** What a result is, as the docs of its type say it. */
  readonly result: string;
  /** Whether only a scalar output has it. */
  readonly ofScalar: boolean;
  readonly takes?: keyof typeof seedForms;
  /** Whether a result has the dimensions or parts of the output before those of variables. */
  readonly hasOutput: boolean;
  /** How many variables a result belongs to; the functions return objects nested so deep. */
  readonly depth: 0 | 1 | 2;
  /** The name of a result in printed programs. */
  readonly plain: (of: string, wrt: readonly string[]) => string;
}

export const derivativeKinds = [
  {
    name: "gradient", suffix: "Grad", about: "the gradient", doc: "the gradient of `#`", result: "The gradient",
    ofScalar: true, hasOutput: false, depth: 1,
    plain: (_of, wrt) => differentials(wrt),
  },
  {
    name: "hessian", suffix: "Hessian", about: "the second derivatives", doc: "the second derivatives of `#`",
    result: "The second derivatives",
    ofScalar: true, hasOutput: false, depth: 2,
    plain: (_of, wrt) => differentials(wrt),
  },
  {
    name: "jacobian", suffix: "Jacobian", about: "the Jacobian", doc: "the derivatives of `#`, the dimensions of the output first",
    result: "The Jacobian",
    ofScalar: false, hasOutput: true, depth: 1,
    plain: (of, wrt) => `d${of}${differentials(wrt)}`,
  },
  {
    name: "hvp", suffix: "Hvp", about: "products of the Hessian with a vector", doc: "the Hessian of `#` times the direction v",
    result: "The Hessian times a direction",
    ofScalar: true, takes: "tangent", hasOutput: false, depth: 1,
    plain: (_of, wrt) => `Hv_${wrt.join("")}`,
  },
  {
    name: "jvp", suffix: "Jvp", about: "products of the Jacobian with a vector", doc: "the derivative of `#` along the direction v",
    result: "The derivative along a direction",
    ofScalar: false, takes: "tangent", hasOutput: true, depth: 0,
    plain: (of) => `Jv_${of}`,
  },
  {
    name: "vjp", suffix: "Vjp", about: "products of a vector with the Jacobian", doc: "the gradient of the inner product of `#` and u",
    result: "The gradient of a weighted sum of the elements",
    ofScalar: false, takes: "cotangent", hasOutput: false, depth: 1,
    plain: (_of, wrt) => `uJ_${wrt.join("")}`,
  },
  {
    name: "laplacian", suffix: "Laplacian", about: "the sum of the second derivatives by each element",
    doc: "the Laplacian of `#`: the sum of its second derivatives by each element", result: "The Laplacian",
    ofScalar: true, hasOutput: false, depth: 0,
    plain: (of) => `lap_${of}`,
  },
] as const satisfies readonly KindRow[];

export type DerivativeKind = typeof derivativeKinds[number]["name"];
/** Those that are made only when they are asked for. */
export type ExtraKind = Exclude<DerivativeKind, "gradient">;
/** Those of them that take nothing besides the point. */
export type PlainKind = Exclude<ExtraKind, Extract<typeof derivativeKinds[number], { readonly takes: unknown }>["name"]>;

export const extraKinds: readonly (KindRow & { readonly name: ExtraKind })[] = derivativeKinds.filter((kind) => kind.name !== "gradient");

const rows: ReadonlyMap<DerivativeKind, KindRow> = new Map(derivativeKinds.map((kind) => [kind.name, kind]));

export function kindRow(kind: DerivativeKind): KindRow {
  return rows.get(kind) as KindRow;
}

export type SeedForm = typeof seedForms[keyof typeof seedForms];

export function seedFormOf(kind: DerivativeKind): SeedForm | undefined {
  const { takes } = kindRow(kind);
  return takes === undefined ? undefined : seedForms[takes];
}

/** The name of a seed beside the variable or output `own` that it belongs to. */
export function seedName(kind: DerivativeKind, own: string): string {
  return `${seedFormOf(kind)?.parameter ?? ""}_${own}`;
}

/** A value for each kind. */
export function forEachKind<T>(make: (kind: DerivativeKind) => T): Readonly<Record<DerivativeKind, T>> {
  return Object.fromEntries(derivativeKinds.map(({ name }) => [name, make(name)])) as Record<DerivativeKind, T>;
}

function differentials(wrt: readonly string[]): string {
  return wrt.map((v) => `d${v}`).join("");
}
