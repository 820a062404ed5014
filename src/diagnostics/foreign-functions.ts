// Functions as other systems call them, and what to write here instead: whole sentences.

const CHOICE = "Write c ? a : b to choose.";
const INTEGRAL = "There are no integrals; a sum over an index is sum(f(x[i]), i = 1:n).";
const RANDOM = "There are no random numbers: give them as an input.";
const SORT = "There is no sorting; max, min, logsumexp and softmax are there.";
const BESSEL = "The special functions here are erf, gamma and their kin; operations.md has the list.";
const SOLVER = "Solvers take the generated functions; a program holds the formula alone.";
const SPECTRUM = "Of a matrix there are inv, solve, det, logdet, trace and cholesky.";

/** Names of other systems by the function of here that they are; the one argument stands for all. */
const RENAMED: Readonly<Record<string, string>> = {
  asin: "arcsin", acos: "arccos", atan: "arctan arctg atg", acot: "arccot arcctg", asec: "arcsec", acsc: "arccsc",
  asinh: "arcsinh arsinh argsinh", acosh: "arccosh arcosh argcosh", atanh: "arctanh artanh argtanh",
  tan: "tg", cot: "ctg cotg cotan", csc: "cosec", sinh: "sh", cosh: "ch", tanh: "th",
  abs: "fabs absolute magnitude modulus", sign: "sgn signum", square: "sqr sq abs2", ceil: "ceiling", fix: "trunc truncate",
  round: "rint nint", log: "ln", log10: "lg", log2: "ld",
  sigmoid: "logistic expit inv_logit invlogit ilogit logistic_sigmoid", softplus: "log1pexp log1p_exp", silu: "swish",
  leaky_relu: "lrelu leakyrelu prelu",
  gamma: "tgamma Γ", lgamma: "gammaln lngamma loggamma", digamma: "psi ψ",
  normcdf: "Phi Φ cdf ndtr pnorm norm_cdf", lognormcdf: "log_ndtr logcdf",
  flatten: "ravel vec", inv: "inverse", trace: "tr", cholesky: "chol", diag: "diagonal diagflat diagm",
  mean: "average avg", variance: "var", std: "sd stdev std_dev", prod: "product Π", sum: "Σ total nansum", logsumexp: "lse log_sum_exp",
  cumsum: "cumulative_sum",
};

/** The same by the sentence, where more than the name differs. */
const MENDS: Readonly<Record<string, string>> = {
  [CHOICE]: "where if iif ifelse if_else cond piecewise cases switch case which select pick masked_fill iff when",
  [INTEGRAL]: "integrate integral quad quadgk simps simpson",
  [RANDOM]: "rand randn random uniform gauss normal poisson rnorm runif",
  [SORT]: "sort argsort median quantile percentile mode unique histogram rank",
  [BESSEL]: "besselj bessely besseli besselk bessel zeta airy ellipk ellipe hyp2f1 expint lambertw gammainc gammaincc betainc",
  [SOLVER]: "fsolve roots fzero minimize maximize minimise optimize",
  [SPECTRUM]: "eig eigvals eigh eigen svd qr lu schur orth expm logm sqrtm",
  "Write atan2(y, x).": "arctan2",
  "Write x^y, or x.^y for arrays.": "power",
  "Write 2^x.": "exp2", "Write 10^x.": "exp10 pow10", "Write log(x, b).": "logb",
  "Write mod(a, b).": "fmod modulo remainder", "Write a - b*fix(a/b).": "rem",
  "Write floor(a/b).": "floor_divide floordiv div idiv quotient",
  "Write a*b + c.": "fma muladd",
  "Write x*pi/180.": "radians deg2rad", "Write x*180/pi.": "degrees rad2deg", "Write sin(pi*x).": "sinpi", "Write cos(pi*x).": "cospi",
  "Write sin(x*pi/180).": "sind", "Write cos(x*pi/180).": "cosd", "Write tan(x*pi/180).": "tand",
  "Write abs(x)*sign(y).": "copysign", "Write x > 0 ? 1 : 0.": "heaviside unitstep step",
  "Write a + (b - a)*t.": "lerp mix", "Write clamp(x, 0, 1).": "saturate clamp01", "Write clamp(x, lo, hi).": "constrain bound",
  "Write t^2*(3 - 2*t), with t = clamp((x - a)/(b - a), 0, 1).": "smoothstep",
  "Write clamp(x, 0, 6).": "relu6",
  "Write maximum(a, b).": "fmax pmax", "Write minimum(a, b).": "fmin pmin",
  "Write -softplus(-x).": "logsigmoid log_sigmoid log_inv_logit", "Write x/(1 + abs(x)).": "softsign",
  "Write log(1 - x).": "log1m", "Write log(1 - exp(x)).": "log1m_exp log1mexp",
  "Write exp(-x^2/2)/sqrt(2*pi).": "normpdf dnorm norm_pdf", "Write sqrt(2)*erfinv(2*p - 1).": "norminv qnorm probit ndtri",
  "Write erfinv(1 - x).": "erfcinv", "Write exp(lbeta(a, b)).": "beta", "Write lgamma(n + 1).": "lfactorial",
  "Write exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)).": "nchoosek choose binomial comb",
  "Write lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1).": "lchoose lbinomial",
  "Write derivative(trigamma(x), x) for the next one.": "polygamma",
  "Write sinh(x)/x.": "sinhc",
  "Write mean(abs(a - b)).": "mae l1_loss", "Write mse(a, b).": "mse_loss mean_squared_error",
  "Write sum(x.^2).": "sumsq sum_sq sumabs2 ssq",
  "Write sqrt(mean(x.^2)).": "rms", "Write norm(x, 1).": "norm1 l1norm", "Write norm(x).": "norm2 l2norm l2_norm",
  "Write abs(r) <= d ? r^2/2 : d*(abs(r) - d/2).": "huber huber_loss smooth_l1 smooth_l1_loss",
  "Write mean(softplus(u) - y .* u), where sigmoid(u) is the probability.": "bce bce_loss binary_cross_entropy",
  "Write sum(p .* log(p ./ q)).": "kl_div kl_divergence kldiv", "Write (x - mean(x)) ./ std(x).": "zscore batchnorm layernorm",
  "Write (x - mean(x))*(y - mean(y))/(n - 1).": "cov",
  "Write (x - mean(x))*(y - mean(y))/((n - 1)*std(x)*std(y)).": "corr corrcoef cor",
  "Write sum(x > 0), with the condition inside.": "count count_nonzero nnz",
  "Write max(x > 0), with the condition inside.": "any", "Write min(x > 0), with the condition inside.": "all",
  "Write A*B.": "matmul mm bmm mv mtimes", "Write A .* B.": "multiply times", "Write A ./ B.": "divide rdivide",
  "Write -a.": "uminus negative",
  "Write A'*B.": "crossprod", "Write A*B'.": "tcrossprod", "Write A^k.": "matrix_power mpower",
  "Write a + b.": "add plus", "Write a - b.": "subtract minus",
  "Write solve(A, b).": "mldivide ldivide linsolve", "Write solve(A'*A, A'*b).": "lstsq", "Write inv(A'*A)*A'.": "pinv pinverse",
  "Write dot(a, b).": "inner vdot innerproduct inner_product dot_product", "Write outer(a, b).": "outerproduct outer_product",
  "Write kron(A, B).": "kronecker",
  "Write lbeta(a, b).": "betaln lnbeta",
  "Write sum(A[i, k]*B[k, j], k = 1:n) in a map over i and j.": "einsum tensordot",
  "Write sum(A, 1).": "colsums", "Write sum(A, 2).": "rowsums", "Write mean(A, 1).": "colmeans", "Write mean(A, 2).": "rowmeans",
  "Write f(x): functions go over all elements; map(f(x[i]), i = 1:n) by an index.": "apply sapply lapply vapply vectorize arrayfun table",
  "Write scan(y + x[t], y = y0, t = 1:n).": "reduce fold foldl accumulate",
  "Write scan(y + h*f(y), y = y0, t = 1:n) for steps of a solver.": "odeint ode45 solve_ivp",
  "Write concat(A, B, 1).": "vstack vcat rbind vertcat", "Write concat(A, B, 2).": "hstack hcat cbind horzcat column_stack",
  "Write concat(A, B, dim).": "cat append concatenate", "Write [a, b]: vectors become the rows.": "stack",
  "Write A .* ones(m, n): shapes broadcast, with 1 for a missing size.": "repmat repeat tile broadcast broadcast_to expand meshgrid",
  "Write reshape(v, [n, 1]) for a column.": "expand_dims unsqueeze newaxis",
  "Write map(A[i, j, k], k = 1:p, i = 1:m, j = 1:n).": "permute swapaxes moveaxis permutedims",
  "Write identity(n).": "eye", "Write c*ones(m, n).": "full fill full_like rep",
  "Write ones(m, n).": "ones_like", "Write zeros(m, n).": "zeros_like empty",
  "Write a + (0:n - 1) .* ((b - a)/(n - 1)).": "linspace", "Write a .* (b/a).^((0:n - 1) ./ (n - 1)).": "logspace geomspace",
  "Write 0:n - 1.": "arange", "Write 1:n.": "range seq colon seq_len", "Write map(c[i] == j, i = 1:m, j = 1:k).": "one_hot onehot",
  "Write A[rows, :], with a vector of places.": "gather take index_select",
  "Write size(A, 1) for the first dimension.": "len length shape numel rows nrow nelement",
  "Write size(A, 2) for the second dimension.": "ncol columns cols",
  "There is no place of the greatest element; softmax(x) is a smooth choice.": "argmax",
  "There is no place of the least element; softmax(-x) is a smooth choice.": "argmin",
  "Write sum((x[i + 1] - x[i])*(y[i] + y[i + 1])/2, i = 1:n - 1).": "trapz trapezoid",
  "Write derivative(y, x) of a named y, or x[2:end] - x[1:end - 1] for differences.": "diff",
  "Write derivative(y, x) of a named y.": "D Dt deriv dif differential partial d",
  "Write grad(y, x).": "gradient nabla", "Write jacobian(y, x).": "jac", "Write hessian(y, x).": "hess",
  "Write trace(hessian(y, x)).": "laplacian",
  "There are no limits: give the value at the place as a choice, x == 0 ? 1 : f(x).": "lim limit",
  "Write output y.": "print println printf disp display show return",
  "All numbers are doubles: leave it out.": "float double number parsefloat real cast astype",
  "Write fix(x) for the whole part.": "int integer",
  "Functions of the language need no import.": "library require include using",
  "Write nthRoot(x, n).": "root", "Write hypot(x, y).": "hyp hypotenuse",
};

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(MENDS).flatMap(([mend, names]) => names.split(" ").map((name) => [name, mend] as const)),
  ...Object.entries(RENAMED).flatMap(([own, names]) => names.split(" ").map((name) => [name, `Write ${own}(x).`] as const)),
]);

/** What to write for a function of another system; some write them with capital letters. */
export function foreignFunction(name: string): string | undefined {
  return FUNCTIONS.get(name) ?? FUNCTIONS.get(name.toLowerCase());
}
