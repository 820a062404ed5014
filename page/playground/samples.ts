// Programs to begin with: first those that answer what learners ask.
import type { StudyPoint } from "../../src/study/index.js";

export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly point?: StudyPoint;
}

export const samples: readonly Sample[] = [
  {
    name: "Why do I add at a branch?",
    text:
      "# u is used twice: a change of x reaches f along both ways, so the contributions add.\n\nparam x\nu = " +
      "sin(x)\noutput f = u^2 + 3*u\n",
    point: { x: 0.6 },
  },
  {
    name: "The chain w, x, y, z",
    text: "# Backward each edge once: three multiplications. Every derivative by itself: six.\n\nparam w\nx = exp(w)\ny " +
      "= sin(x)\noutput z = sinh(y)\n",
    point: { w: 0.3 },
  },
  {
    name: "Why the transposes? A matrix layer",
    text: "# Choose dW or dX in the graph: the sides of the rectangles have to meet, hence the transposes.\n\nparam W[n, " +
      "h], b[h], X[m, n]\ninput T[m, h]\nY = X*W + b\noutput L = mse(Y, T)\n",
  },
  {
    name: "Softmax with cross-entropy",
    text: "# By the scores: softmax less the wanted distribution, whose rows sum to 1.\n\nparam U[m, k]\ninput Y[m, k]\n" +
      "output J = cross_entropy(U, Y)\n",
    point: { U: [[1.2, 0.3, -0.8], [0.1, 0.9, 0.4]], Y: [[1, 0, 0], [0, 0, 1]] },
  },
  {
    name: "The network of figure 6.11, on digits",
    text: "# One hidden layer, cross-entropy, weight decay. Train it below.\n\nparam W1[n, h], W2[h, k]\ninput X[m, n], " +
      "Y[m, k], lambda\n\nH = relu(X * W1)\nU = H * W2\n" +
      "output J = cross_entropy(U, Y) + lambda * (sum(W1.^2) + sum(W2.^2))\n",
    point: {
      W1: [[0.4, -0.7, 0.9], [0.8, 0.5, -0.3]], W2: [[0.7, -0.2], [-0.5, 0.9], [0.3, 0.6]],
      X: [[1, 0.5], [-0.4, 1.2], [0.7, -0.9], [0.2, 0.8]],
      Y: [[1, 0], [0, 1], [1, 0], [0, 1]], lambda: 0.01,
    },
  },
  {
    name: "Four valleys: rolling downhill",
    text: "# Himmelblau's function: let a marble go on the contours.\n\nparam x, y\noutput f = (x^2 + y - 11)^2/50 + (x + y^2 - 7)^2/50\n",
    point: { x: 0.5, y: -0.5 },
  },
  { name: "One variable: f and its slope", text: "param x\noutput f = x^2 * sin(x)\n", point: { x: 1.5 } },
  {
    name: "A decaying oscillation",
    text: "param amplitude, rate, omega\ninput x, y\n\nmodel = amplitude * exp(-rate * x) * cos(omega * x)\noutput loss = (model - y)^2\n",
    point: { amplitude: 1, rate: 0.5, omega: 2, x: 0.8, y: 0.3 },
  },
  {
    name: "Logistic regression",
    text: "param w[n], b\ninput X[m, n], y[m]\np = sigmoid(X*w + b)\noutput loss = -sum(y .* log(p) + (1 - y) .* log(1 - p))/m\n",
  },
  {
    name: "A loop: predators and prey",
    text: "param rates[4], y0[2]\ninput counted[n, 2], h\nf(y) = [rates[1]*y[1] - rates[2]*y[1]*y[2], " +
      "rates[3]*y[1]*y[2] - rates[4]*y[2]]\nfor t = 1:n, y[0] = y0 {\n" +
      "  y[t] = y[t - 1] + h*f(y[t - 1])\n}\noutput J = mean((y - counted).^2)\n",
  },
];
