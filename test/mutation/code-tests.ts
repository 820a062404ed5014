// The tests that mutants of code have to pass.
import "../differentiate/lists.test.js";
import "../differentiate/order.test.js";
import "../kinks.test.js";
import "../ops/known.test.js";
import "../ops/scalar.test.js";
import "../ops/tensor.test.js";
import "../simplify/comparisons.test.js";
import "../simplify/counts.test.js";
import "../simplify/edges.test.js";
import "../simplify/programs.test.js";
import "../simplify/random-probabilities.test.js";
import "../simplify/random.test.js";
import "../simplify/range.test.js";
import "../simplify/reciprocals.test.js";
import "../simplify/stability.test.js";
import "../stability.test.js";
import "../stability-models.test.js";
