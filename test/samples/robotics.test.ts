// The attitude, interpolation, inertial and camera samples against the same mathematics written by hand,
// with derivatives from differences; and their operations at level `fast`.
import { describe, expect, it } from "vitest";
import { robotics } from "../../bench/problems.mjs";
import { differences, distance, sample } from "./sample.js";

type Vector = readonly number[];
/** w, x, y, z. */
type Quaternion = readonly [number, number, number, number];

const at = (v: Vector, i: number): number => v[i] as number;

function product([a, b, c, d]: Quaternion, [w, x, y, z]: Quaternion): Quaternion {
  return [a * w - b * x - c * y - d * z, a * x + b * w + c * z - d * y, a * y - b * z + c * w + d * x, a * z + b * y - c * x + d * w];
}

const conjugate = ([w, x, y, z]: Quaternion): Quaternion => [w, -x, -y, -z];

function exp(v: Vector): Quaternion {
  const angle = Math.hypot(...v);
  const s = angle < 1e-12 ? 0.5 : Math.sin(angle / 2) / angle;
  return [Math.cos(angle / 2), s * at(v, 0), s * at(v, 1), s * at(v, 2)];
}

function log(q: Quaternion): Vector {
  const sine = Math.hypot(q[1], q[2], q[3]);
  const s = sine < 1e-12 ? 2 : 2 * Math.atan2(sine, q[0]) / sine;
  return [s * q[1], s * q[2], s * q[3]];
}

function turned(q: Quaternion, v: Vector): Vector {
  return product(product(q, [0, at(v, 0), at(v, 1), at(v, 2)]), conjugate(q)).slice(1);
}

function unit(...q: Quaternion): Quaternion {
  const length = Math.hypot(...q);
  return [q[0] / length, q[1] / length, q[2] / length, q[3] / length];
}

const record = ([w, x, y, z]: Quaternion): object => ({ w, x, y, z });
const xyz = ([x, y, z]: Vector): object => ({ x, y, z });
const plus = (a: Vector, b: Vector, t = 1): number[] => a.map((x, i) => x + t * at(b, i));

/** Derivatives of each component of f, row by row. */
function jacobian(f: (x: Vector) => Vector, x: Vector): number[] {
  return f(x).flatMap((_, i) => differences((y) => at(f(y), i), x));
}

const ZERO: Vector = [0, 0, 0];
const Q0 = unit(0.9, 0.2, -0.3, 0.15);
const Q1 = unit(0.4, -0.6, 0.5, 0.45);

/** The small turn from one attitude to another nearby. */
const smallTurn = (from: Quaternion, to: Quaternion): Vector => log(product(conjugate(from), to));

function agrees(found: Vector | undefined, expected: Vector, tolerance = 2e-9): void {
  expect(distance(found ?? [], expected)).toBeLessThan(tolerance);
}

describe("attitude", () => {
  const run = sample("attitude.grad").run;
  it.each([
    ["far apart", Q0, Q1], ["nearly alike", Q0, product(Q0, exp([1e-4, 2e-4, -1e-4]))],
    ["more than half a turn", Q0, unit(-0.4, 0.6, 0.5, 0.45)],
  ] as const)("%s", (_, p, q) => {
    const { outputs } = run({ q0: record(p), q1: record(q) });
    agrees(outputs.omega, log(product(conjugate(p), q)), 1e-12);
    agrees(outputs.D0, jacobian((w) => log(product(conjugate(product(p, exp(w))), q)), ZERO));
    agrees(outputs.D1, jacobian((w) => log(product(conjugate(p), product(q, exp(w)))), ZERO));
  });
  it("no turn at all has the identity as derivative", () => {
    const { outputs } = run({ q0: record([1, 0, 0, 0]), q1: record([1, 0, 0, 0]) });
    expect(outputs.omega?.map(Math.abs)).toEqual([0, 0, 0]);
    agrees(outputs.D1, [1, 0, 0, 0, 1, 0, 0, 0, 1], 1e-15);
  });
});

describe("slerp", () => {
  const run = sample("slerp.grad").run;
  const between = (p: Quaternion, q: Quaternion, alpha: number): Quaternion => product(
    p, exp(log(product(conjugate(p), q)).map((x) => alpha * x)),
  );
  it.each([0, 0.3, 1, 1.5])("alpha %d", (alpha) => {
    const { outputs } = run({ q0: record(Q0), q1: record(Q1), alpha });
    const result = between(Q0, Q1, alpha);
    agrees(outputs.q, result, 1e-13);
    agrees(outputs.D0, jacobian((w) => smallTurn(result, between(product(Q0, exp(w)), Q1, alpha)), ZERO));
    agrees(outputs.D1, jacobian((w) => smallTurn(result, between(Q0, product(Q1, exp(w)), alpha)), ZERO));
    agrees(outputs.Dalpha, jacobian(([a]) => smallTurn(result, between(Q0, Q1, a as number)), [alpha]));
  });
});

describe("imu", () => {
  const [
    p, v, gyro, gyroBias, accel, accelBias, dt,
  ] = [[1, 2, 3], [0.5, -0.4, 0.2], [0.3, -0.2, 0.5], [0.01, 0.02, -0.03], [0.2, 9.7, 1.1], [0.1, -0.05, 0.02], 0.1] as const;
  const next = (q: Quaternion, gb: Vector, ab: Vector): { q: Quaternion; v: Vector; p: Vector } => {
    const gain = turned(q, plus(accel, ab, -1)).map((x) => dt * x);
    return { q: product(q, exp(plus(gyro, gb, -1).map((x) => dt * x))), v: plus(v, gain), p: plus(plus(p, v, dt), gain, dt / 2) };
  };
  it("agrees in the step and its derivatives", () => {
    const { outputs } = sample("imu.grad").run(
      { q: record(Q0), p: xyz(p), v: xyz(v), gyro: xyz(gyro), gyro_bias: xyz(gyroBias), accel: xyz(accel), accel_bias: xyz(accelBias), dt },
    );
    const here = next(Q0, gyroBias, accelBias);
    agrees([...outputs.q_next ?? [], ...outputs.v_next ?? [], ...outputs.p_next ?? []], [...here.q, ...here.v, ...here.p], 1e-14);
    agrees(outputs.q_w, jacobian((w) => smallTurn(here.q, next(product(Q0, exp(w)), gyroBias, accelBias).q), ZERO));
    agrees(outputs.q_gyro, jacobian((b) => smallTurn(here.q, next(Q0, b, accelBias).q), gyroBias));
    agrees(outputs.v_w, jacobian((w) => next(product(Q0, exp(w)), gyroBias, accelBias).v, ZERO));
    agrees(outputs.v_accel, jacobian((b) => next(Q0, gyroBias, b).v, accelBias));
    agrees(outputs.p_w, jacobian((w) => next(product(Q0, exp(w)), gyroBias, accelBias).p, ZERO));
    agrees(outputs.p_accel, jacobian((b) => next(Q0, gyroBias, b).p, accelBias));
  });
});

interface Camera {
  q: Quaternion; p: Vector; turning: Vector; speed: Vector; mount_q: Quaternion; mount_p: Vector;
  landmark: Vector; focal: Vector; centre: Vector; k: Vector; tangential: Vector;
}

describe("shutter", () => {
  const t = 0.02;
  const camera: Camera = {
    q: Q0, p: [0.1, 0.2, -0.3], turning: [0.4, -0.2, 0.6], speed: [1.2, 0.3, -0.5],
    mount_q: unit(0.98, 0.05, -0.1, 0.02), mount_p: [0.05, -0.02, 0.1],
    landmark: [0.8, -1.1, 5], focal: [4.1, 4.2], centre: [0.3, -0.2], k: [-0.2, 0.05, -0.01], tangential: [0.001, -0.002],
  };
  const pixel = (c: Camera): Vector => {
    const pose = product(c.q, exp(c.turning.map((x) => t * x)));
    const body = turned(conjugate(pose), plus(c.landmark, plus(c.p, c.speed, t), -1));
    const [x3, y3, z3] = turned(conjugate(c.mount_q), plus(body, c.mount_p, -1)) as [number, number, number];
    const [x, y] = [x3 / z3, y3 / z3];
    const r2 = x * x + y * y;
    const radial = 1 + at(c.k, 0) * r2 + at(c.k, 1) * r2 ** 2 + at(c.k, 2) * r2 ** 3;
    const u = x * radial + 2 * at(c.tangential, 0) * x * y + at(c.tangential, 1) * (r2 + 2 * x * x);
    const v = y * radial + at(c.tangential, 0) * (r2 + 2 * y * y) + 2 * at(c.tangential, 1) * x * y;
    return [at(c.focal, 0) * u + at(c.centre, 0), at(c.focal, 1) * v + at(c.centre, 1)];
  };
  it("agrees in the pixel and its derivatives", () => {
    const { outputs } = sample("shutter.grad").run({
      q: record(camera.q), p: xyz(camera.p), turning: xyz(camera.turning), speed: xyz(camera.speed), t,
      mount_q: record(camera.mount_q), mount_p: xyz(camera.mount_p), landmark: xyz(camera.landmark),
      focal: { x: 4.1, y: 4.2 }, centre: { x: 0.3, y: -0.2 }, k: { a: -0.2, b: 0.05, c: -0.01 }, tangential: { a: 0.001, b: -0.002 },
    });
    agrees(outputs.pixel, pixel(camera), 1e-14);
    agrees(outputs.by_turn, jacobian((w) => pixel({ ...camera, q: product(camera.q, exp(w)) }), ZERO));
    agrees(outputs.by_mount_turn, jacobian((w) => pixel({ ...camera, mount_q: product(camera.mount_q, exp(w)) }), ZERO));
    const plain = {
      by_place: "p", by_turning: "turning", by_speed: "speed", by_mount_place: "mount_p", by_landmark: "landmark",
      by_focal: "focal", by_centre: "centre", by_k: "k", by_tangential: "tangential",
    } as const;
    for (const [output, name] of Object.entries(plain))
      agrees(outputs[output], jacobian((x) => pixel({ ...camera, [name]: x }), camera[name]));
  });
});

describe("operations at level fast", () => {
  it.each(robotics)("$file: at most $most", ({ file, most }) => {
    const { counts } = sample(file, { math: "fast" });
    expect(counts.value).toBeLessThanOrEqual(most);
  });
});
