// The language model of samples/lstm.grad by hand: loops over stored activations, tanh from one exponential.

/** Value and gradient; the results go into `out`, the arrays of which are those of the inputs' names. */
export function handwrittenLstm({ b, n }, inputs, out) {
  const { W1, B1, W2, B2, inward, outward, shift, state, sequence } = inputs;
  const layers = [{ W: W1, B: B1, dW: out.W1, dB: out.B1 }, { W: W2, B: B2, dW: out.W2, dB: out.B2 }];
  const kept = new Float64Array((n - 1) * 2 * b * 8);
  const ends = new Float64Array((n - 1) * b * 2);
  const [h, c, dh, dc] = [0, 1, 2, 3].map(() => new Float64Array(2 * b));
  const x = new Float64Array(b);
  const sigmoid = (v) => 1 / (1 + Math.exp(-v));
  const tanh = (v) => 1 - 2 / (1 + Math.exp(2 * v));

  function forth() {
    for (let k = 0; k < 2; k++) for (let i = 0; i < b; i++) {
      h[k * b + i] = state[2 * k * b + i];
      c[k * b + i] = state[(2 * k + 1) * b + i];
    }
    let total = 0;
    for (let t = 0; t < n - 1; t++) {
      for (let i = 0; i < b; i++) x[i] = sequence[t * b + i] * inward[i];
      for (let k = 0; k < 2; k++) {
        const { W, B } = layers[k];
        for (let i = 0; i < b; i++) {
          const [input, hidden, cell] = [x[i], h[k * b + i], c[k * b + i]];
          const f = sigmoid(input * W[i] + B[i]), g = sigmoid(hidden * W[b + i] + B[b + i]);
          const o = sigmoid(input * W[2 * b + i] + B[2 * b + i]), a = tanh(hidden * W[3 * b + i] + B[3 * b + i]);
          const next = cell * f + g * a, top = tanh(next), at = ((t * 2 + k) * b + i) * 8;
          kept[at] = f; kept[at + 1] = g; kept[at + 2] = o; kept[at + 3] = a;
          kept[at + 4] = top; kept[at + 5] = cell; kept[at + 6] = hidden; kept[at + 7] = input;
          c[k * b + i] = next;
          x[i] = h[k * b + i] = o * top;
        }
      }
      let all = 2, shown = 0, hit = 0;
      for (let i = 0; i < b; i++) {
        const y = x[i] * outward[i] + shift[i], e = Math.exp(y), next = sequence[(t + 1) * b + i], at = (t * b + i) * 2;
        all += e; shown += next; hit += next * y;
        ends[at] = e; ends[at + 1] = x[i];
      }
      total += shown * Math.log(all) - hit;
      const ratio = shown / all;
      for (let i = 0; i < b; i++) ends[(t * b + i) * 2] = (ends[(t * b + i) * 2] * ratio - sequence[(t + 1) * b + i]) / ((n - 1) * b);
    }
    return total / ((n - 1) * b);
  }

  function back() {
    for (const name of ["W1", "B1", "W2", "B2", "inward", "outward", "shift"]) out[name].fill(0);
    dh.fill(0);
    dc.fill(0);
    for (let t = n - 2; t >= 0; t--) {
      for (let i = 0; i < b; i++) {
        const dy = ends[(t * b + i) * 2];
        out.outward[i] += dy * ends[(t * b + i) * 2 + 1];
        out.shift[i] += dy;
        x[i] = dy * outward[i];
      }
      for (let k = 1; k >= 0; k--) {
        const { W, dW, dB } = layers[k];
        for (let i = 0; i < b; i++) {
          const at = ((t * 2 + k) * b + i) * 8, f = kept[at], g = kept[at + 1], o = kept[at + 2], a = kept[at + 3], top = kept[at + 4];
          const hidden = dh[k * b + i] + x[i], cell = dc[k * b + i] + hidden * o * (1 - top * top);
          const zf =
            cell * kept[at + 5] * f * (1 - f), zg = cell * a * g * (1 - g), zo = hidden * top * o * (1 - o), za = cell * g * (1 - a * a);
          dW[i] += zf * kept[at + 7]; dW[b + i] += zg * kept[at + 6]; dW[2 * b + i] += zo * kept[at + 7]; dW[3 * b + i] += za * kept[at +
            6];
          dB[i] += zf; dB[b + i] += zg; dB[2 * b + i] += zo; dB[3 * b + i] += za;
          dc[k * b + i] = cell * f;
          dh[k * b + i] = zg * W[b + i] + za * W[3 * b + i];
          x[i] = zf * W[i] + zo * W[2 * b + i];
        }
      }
      for (let i = 0; i < b; i++) out.inward[i] += x[i] * sequence[t * b + i];
    }
  }

  return () => {
    const value = forth();
    back();
    return value;
  };
}
