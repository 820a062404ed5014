// The tests of the short form: they pass nearly every place of derivatives and rules, and take seconds.
import "../differentiate/lists.test.js";
import "../differentiate/masked-contraction.test.js";
import "../kinks.test.js";
import "../kinks-arrays.test.js";
import "../ops/known.test.js";
import "../ops/tensor.test.js";
import "../simplify/classes.test.js";
import "../simplify/conditions.test.js";
import "../simplify/counted.test.js";
import "../simplify/masks.test.js";
import "../simplify/own-class.test.js";
import "../simplify/own-logarithm.test.js";
import "../simplify/programs.test.js";
import "../simplify/reciprocals.test.js";
import "../simplify/stability.test.js";
import "../stability.test.js";
import "../stability-models.test.js";
