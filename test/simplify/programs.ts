// Programs that bring every structural rule into play, with sizes for their names.
export const SIZES: Readonly<Record<string, number>> = { m: 3, n: 4, h: 2, k: 5 };

export const programs: readonly string[] = [
  "param W1[n, h], b1[h], W2[h, k], b2[k]\ninput X[m, n], Y[m, k]\nH = relu(X*W1 + b1)\nU = H*W2 + b2\noutput J = cross_entropy(U, Y)",
  "param A[m, n], B[n, m]\noutput t = trace(A*B)",
  "param A[n, n], x[n]\noutput q = x'*A*x",
  "param A[n, n], B[n, n], C[n, n], x[n]\noutput q = sum(A*B*C*x)",
  "param A[m, n], B[n, k], C[k, h]\noutput q = sum(A*B*C)",
  "param A[n, n], b[n]\noutput q = sum(inv(A + 4*identity(n))*b)",
  "param A[n, n], B[n, k]\noutput q = sum(inv(A + 4*identity(n))'*B)",
  "param A[n, n], B[n, m], x[m]\noutput q = sum(solve(A + 4*identity(n), B)*x)",
  "param A[n, n]\noutput q = log(det(A + 4*identity(n))) + log(abs(det(A + 2*identity(n))))",
  "param z[n]\noutput q = log(sum(exp(z))) + log(sum(exp(2*z))/n)",
  "param z[m, n], y[m, n]\np = exp(z) ./ reshape(sum(exp(z), 2), [m, 1])\noutput q = -sum(y .* log(p))",
  "param z[m, n], y[m, n]\np = exp(z) ./ sum(exp(z), 1)\noutput q = sum(y .* p) + log(p[1, 2])",
  "param z[k]\np = exp(z)/sum(exp(z))\noutput q = -log(p[2]) + p[1]",
  "param z[3, 4]\noutput q = sum(logsumexp(z, 2)) + sum(max(z, 1) .* min(z, 1)) + prod(z[1, :])",
  "param z[m, n]\ninput y[m]\noutput q = cross_entropy(z, floor(y))",
  "param z[3, 4]\noutput H = hessian(cross_entropy(z, [0, 2, 1]), z)",
  "param z[m, n], v[n]\noutput q = logsumexp(z[1, :]) - z[1, 2] + sum(logsumexp(z, 1) - z[2, :]) - " +
  "3*log(softmax(v)[end])^2 + sum(log_softmax(z)[:, 3])",
  "param z[3], a, b, c\noutput q = log(softmax(z)[2])*(1 - softmax(z)[2])^2 + log(exp(a) + exp(b)) - a + log(exp(a) + exp(b) + exp(c)) - b",
  "param a, b, c\noutput q = log(exp(a) + exp(b) + exp(c)) - b",
  "param z[n]\noutput H = hessian(logsumexp(z) - z[2], z)\noutput G = hessian(softmax(z)[1], z)",
  "param z[2, 3]\noutput q = cross_entropy(z, [0, 2]) - sum([1, 0, 0; 0, 1, 0] .* log_softmax(z)) + sum(1 - softmax(z))",
  "param z[m, n], A[k, n], w[n], a, b, c\noutput q = sum(log(exp(z)*A')) + sum(log(A*exp(w))) + log(w*exp(w)/a) + " +
  "sum(log(sum(softmax(z) .* exp(-z.^2), 2))) + log(prod(sigmoid(w))) + log(a*exp(b) + c*exp(2*b)/3)",
  "param a, b, c, A[n, n], x[n]\noutput q = sqrt(x'*A*x) + sqrt(exp(a) + b) + exp(a)/(exp(a) + " +
  "exp(b))*c/(exp(b)/(exp(a) + exp(b))) + log(cumsum(exp(x)))[1]",
  "param a, b, c\noutput q = exp(-a^2)/erfc(a) + exp(b^2)*erfc(b) + acos(c)/sin(acos(c)) + (1 - cos(b))/b",
  "param x[n], y[n]\noutput q = norm(x - y)^2 + norm(x) + norm(y)*norm(y)",
  "param x[n], y[m]\nv = sum(x.^2)/n - (sum(x)/n)^2\noutput q = sqrt(sum(y.^2)) + v",
  "param x[3]\noutput q = x[1]*x[2] + sin(x[3])",
  "param a, b, c\noutput q = norm([a, b, c]) + max([a, b, c]) + norm([a, b]) + prod([a, b, c]) + min(a, b, c)",
  "param a, b\noutput q = [a, b]*[1, 2; 3, 4]*[b, a] + sum(exp([a, b; b, a])) + sum(max([a, b; b, 2*a], 1))",
  "param a, b, c\noutput q = log(exp(a) + exp(b) + exp(c)) + log(2*exp(a) + exp(b)) + exp(a)/(exp(a) + exp(b) + " +
  "exp(c)) + exp(a)/(exp(a) + exp(b))",
  "param a, b, c\noutput q = logsumexp([a, b; c, a*b], 1)*[a, b] + norm(softmax([a, b, c]))",
  "param X[n, m], w[m]\ninput y[n], lam\noutput L = sum((X*w - y).^2)/n + lam*sum(w.^2)",
  "param A[3, 3]\noutput q = sum(A*diag([1, 2, 3])) + sum(A*[1, 2; 3, 4; 5, 6])",
  "param v[n], A[n, n]\noutput q = sum(diag(v)*A) + sum(diag(diag(A))*A*v) + trace(diag(v))",
  "param x[4]\noutput q = std(x) + variance(x) + prod(x)",
  "param a, b\np = [a, b]\nq = stop_gradient(p)*[b, a]\noutput g = q + grad(q*concat(p, [a], 1)[1], p)[1] + concat([a, " +
  "b; b, a], [b; a], 2)[2, 3]",
  "param x[n]\noutput g = hessian(sum(x.^3), x)",
  "param x[n], A[m, n]\ny = tanh(A*x)\noutput g = jacobian(y, x)",
  "param A[2, 2], b[2], s\nj = s > 0 ? norm(solve(A + 4*identity(2), b)) : s^2\noutput q = sum(hessian(j, A))",
  "param z[n], w[n], A[m, n]\np = softmax(z)\nq0 = softmax(w)\nP = softmax(A)\noutput q = sum(p .* log(p)) - p*log(q0) " +
  "+ sum(P .* log(P), 2)*ones(m) + sum(p .* (log(p) - log(q0))) + sum(p .* log(p ./ q0))",
  "param s, x[n], y[n]\noutput q = s*x*(2*y) + sum(-x)*sum((3*x) .* (-y)) + sum(x/s) + sum(s*x)",
  "param A[m, n], x[n]\noutput q = sum(A[2:3, :]*x) + sum(A[1, 2:3]) + sum(A[:, 2])",
  "param x[6]\noutput q = sum(x[1:3].^2) + sum(x[4:6].^3) + x[2]",
  "param x[100]\noutput q = sum(x[1:50].^2) + sum(x[51:100].^3)",
  "param x[3], y[4]\nz = concat(x, y)\noutput q = sum(z[2:3].^2) + sum(z[5:7].^3) + sum(concat(concat(x, y), x).^2)",
  "param x[n]\ny = reshape(reshape(x, [n, 1]), [1, n])\noutput q = sum(y*y') + sum(reshape(ones(n, 2), [2*n]))*x[1]",
  "param x[n]\noutput q = sum(ones(n, n)[2:3, 1:2])*x[2] + sum(x .* ones(n)) + sum(exp(x + zeros(n)))",
  "param A[n, n]\noutput q = sum(A*identity(n)*A') + sum(exp(2*A)[1:2, 3])",
  "param x[5]\noutput q = sum(cumsum(x).^2) + sum(x[end:-1:1].^3)",
  "param x[8]\noutput q = sum(x[1:2:7][2:3].^2) + sum(x[1:8])",
  "param x[n], y[m]\noutput q = sum(outer(x, y)*y) + sum(sum(outer(-x, y), 1))",
  "param x, y\noutput q = (x > 0 ? log(x) : 0) + (x > 0 ? y : 0) + (not (x == y) ? x : y) + abs(x)^2 + sqrt(x^2 + y^2)",
  "param x\ng = x^2*sin(x)\noutput q = stop_gradient(x)*g + grad(g, x)",
  "param x, y\nu = x*y\noutput q = u^5 + u^(-3) + u^1.5 + u^(-0.5) + u^0.5 + 1/u",
  "param p{a, b, c}, q{a, b, c}\noutput r = cross(p, q)*cross(p, q) + p.a",
  "param A[2, 2], B[2, 2]\noutput q = det(A*B) + sum(kron(A, B)) + trace(A^3)",
  "param A[n, m]\noutput q = logdet(A'*A + 0.5*identity(m)) + sum(mean(A, 1).^2)",
  "param A[n, m]\noutput q = norm(A, 3) + norm(A, 4)",
  "param A[n, m]\noutput q = sum(log(diag(cholesky(A'*A + 0.5*identity(m)))))",
  "param a, b, c, d\nM = [a, b; c, d]\noutput q = min([a, b]) + sum(min(M, 1)) + sum(prod(M, 2)) + sum(std(M, 1))",
  "param x[100]\ny = x[1:80]\noutput q = sum(y[2:70].^2) + sum(grad(sum(y), y)) + sum(x[end:-1:1][end:-1:1])",
  "param x[100]\ng = sum(x[1:50].^2)\noutput q = sum(grad(g, x)[1:50].^3) + sum(grad(g, x)[60:70])",
  "param z[n], v[n]\nu = exp(z)\noutput q = log(sum(u .* v.^2)) + log(u*sin(v))",
  "param x, y\noutput q = (exp(x) >= 0 ? exp(x) : 7)*y",
  "param z[n]\np = softmax(z)\nr = log(1 - p[2]) - log(p[1])\noutput q = r + jvp(r, z, ones(n))*z[1]",
  "param A[1, 1], B[2, 2]\noutput q = det(A)^2*det(B)",
  "param z[n]\nq = 1 - softmax(z)\noutput r = jvp(sum(log(q)), z, z .^ 2)*sum(z)",
  "param x\noutput q = sin(x)/x + 0.1*x/(1 - exp(-x/10)) + 3*log1p(2*x)/x - (exp(x) - 1)/(2*x) + sinh(-x)/x",
  "input i[2]\nparam x[1, 1], y\noutput q = sum(x + y) + sum(i)*y",
  "param z[m, n], v[n], u[n]\np = softmax(z, 2)\noutput q = -sum(p .* log(p)) + sum(softmax(v) .* log(softmax(v) ./ " +
  "softmax(u))) + sum(log(softmax(u) ./ softmax(v))) + sum(softmax(v) .* (log_softmax(v) - log_softmax(u)))",
  "param z[n]\nu = exp(z)\noutput q = u[2]/sum(u) + sum((u[2:3]/sum(u)).^2)",
  "param x[n], v[3], a\nfor t = 1:n, s[0] = a { s[t] = tanh(s[t - 1] + x[t]) }\n" +
  "for t = 3:-1:1, w[4] = v { w[t] = sin(w[t + 1]) + a }\noutput q = s[end]^2 + sum(w[1, :])",
  "param a, b, k, t, x\noutput q = (exp(k*t) - 1)/k + log(1 + a*x)/a*t + (x^b - 1)/b",
  "param x, k, t, a, b\noutput q = x/hypot(x, 1) + (coth(x) - 1/x)^2 + (sqrt(a + b) - sqrt(a))^2 + (tanh(k*t)/k)^2 + atan(k*t)/k",
  "param a, b, t, x\noutput q = sinh(a*b*t)/(a*b) + atan(a*b*x)/(a*b)",
  "param z[n], w[n]\noutput q = dot(exp(z), w)/sum(exp(z)) + sum(exp(2*z) .* w)/sum(exp(2*z))",
];

/** Near misses: programs that a rule must not take for its own, and windows that only just meet or miss. */
export const nearMisses: readonly string[] = [
  "param x, y\noutput q = sin(x)/(2 - x) + expm1(x)/(2/x) + (2 - x)/(exp(x) - 1) + sin(2 - x)/x + (3/x)/(exp(x) - 1) + " +
  "log1p(x)/(x/y) + sinh(x/y)/x",
  "param z[n, n], w[n], v[n]\np = softmax(z, 2)\nr = softmax(z, 1)\noutput q = sum(p .* log(r)) + sum(p .* log(p)') + " +
  "sum(sum(p .* log(p), 1)*w) + w*(p .* log(p))*v + sum((-p) .* log(p)) + sum((-p) .* (-log(p))) + sum(p*log(p)*w) + " +
  "sum(sum(p .* log(p), 2)*w)",
  "param z[n, n], y[n, n], v[n], u[n]\noutput q = softmax(v)*(log_softmax(u) - log_softmax(v)) + " +
  "softmax(u)*(-(log_softmax(u) - log_softmax(v))) + sum(softmax(z, 1) .* (log_softmax(z, 2) - log_softmax(y, 2))) + " +
  "sum(softmax(z, 2) .* (log_softmax(z, 2) - log_softmax(y, 1))) + sum(softmax(z, 2) .* (log_softmax(z, 2) - " +
  "log_softmax(y, 2))') + sum(log(softmax(v) ./ u.^2))",
  "param x[20], y[20]\ng = sum(x[1:2:7].^3)\nd = grad(g, x)\noutput q = d*y + (d*outer(y, y))*y + sum(outer(d, y)*y)",
  "param x[20], y[20]\nd = grad(sum(x[3:8].^3), x)\nf = grad(x[5]^3, x)\noutput q = d*y + f*y + sum(outer(d, y)'*y) + " +
  "f*outer(y, x)*y + f*d",
  "param A[4, 5], B[4, 5], v[5]\nD = grad(sum(A[:, 2:3].^3), A)\nF = grad(sum(A[2, 1:2:5].^3), A)\noutput q = sum(D .* " +
  "B) + sum(F .* B) + sum((D*v).^2) + sum((F*v).^2) + sum((D'*B).^2) + sum((v*D').^2)",
  "param A[4, 4], v[4]\nD = grad(sum(A[1:2, 1:2].^3), A)\noutput q = trace(D) + trace(D*A) + sum(diag(D) .* v)",
  "param x[3], z[3], A[3, 3]\np = softmax(z)\noutput q = [0, 2, 0]*p + [0, x[1], 0]*p + [0, 2, 0]*exp(z) + [0, 2, " +
  "0]*softmax(A, 1)[:, 2] + sum([0, 2, 0]*softmax(A, 1)) + sum(softmax(A, 2)*[0, 0, 3]) + ([0, 2, 0] .* p)*z + " +
  "sum(outer([0, 2, 0], p)) + [0, 2, 0]*z",
  "param z[n], w[n], A[m, n], B[n, n]\noutput q = log(w*(exp(z)/(w*w))) + log(w*(w .* exp(z))) + sum(log(A.^2*(exp(z) " +
  ".* exp(w)))) + log(trace(exp(B))) + log(sum(diag(exp(B))*w.^2)) + sum(log(exp(B)'*w.^2))",
  "param z[n], A[m, n], B[n, m], x[m], y[n]\noutput q = log(sum(A.^2 .* outer(x.^2, exp(z)))) + " +
  "log(x.^2*exp(A)*exp(z)) + log(x.^2*(A.^2)*exp(z)) + sum(log(exp(A)*B.^2)) + sum(log(B.^2*exp(A))) + sum(log((exp(A)*B.^2)'))",
  "param a, b, c\nm = stop_gradient(max(a, b))\noutput q = log(-(-exp(a)) + exp(b)) + log(-exp(a)*(-exp(b)) + exp(c)) " +
  "+ log(3*exp(c) - (-exp(a))/2) + log(exp(a - m) + exp(b - m)) + log(exp(a)*exp(b) + exp(c)*exp(a)) + log(exp(a) - (exp(b) - exp(b + 1)))",
  "param x[n], y[n], A[n, n]\noutput q = sqrt(x*y) + sqrt(sum(x .* y)) + sqrt(trace(A)) + sqrt(sum(A .* A')) + sqrt(sum((x .* x) .* y))",
  "param x[n], y[n], A[n, n]\noutput q = sqrt(x*diag(x)*y) + sqrt((x.^2)*y) + sqrt(sum(x.^3)) + sqrt(sum(x ./ x)) + " +
  "sqrt(sum(diag(A).^2)) + sqrt(sum(x + x)) + sqrt(trace(A.^2)) + sqrt(sum(A.^2, 1))*x + sqrt(trace(A .* A))",
  "param x[n], y[n]\noutput q = sum(x.^2)/n - (sum(y)/n)^2 + (sum(x.^2)/n - (x*y/n)^2) + (sum(x.^2)/n - (sum(x)/3)^2) " +
  "+ (sum(x.^2)/n - (sum(x)/n)^3)",
  "param z[m, n], A[n, n], T[m, n, h], x[n], y[n]\noutput q = log(sum(cosh(z))) + log(trace(exp(A))) + " +
  "sum(log(exp(A)')) + sum(sum(log(sum(exp(T), 2)'), 1)) + log(sum(x .* y)) + log(x*exp(y)) + log(exp(x)*y)",
  "param A[n, n], z[m, n]\noutput q = sum(exp(A) ./ sum(exp(A'), 1)) + sum(exp(A) ./ sum(exp(A), 2)) + sum(exp(z) ./ " +
  "sum(cosh(z), 1)) + sum((exp(z) ./ sum(exp(z))).^2) + sum(sinh(z) ./ sum(exp(z), 1))",
  "param a, b, c\noutput q = log(3*exp(a) - 0.5*exp(b)) + log(exp(a) + (-0.1)*exp(b) + 3) + exp(a)/(exp(b) + exp(c)) + " +
  "exp(a)/(b + c) + exp(b)/(exp(a) + exp(b)) + exp(a)/(exp(b) + exp(c) + b)",
  "param x[30]\ny = x[1:2:29][2:3:14]\noutput q = sum(y.^2) + sum(x[3:2:21][8:-2:1].^3) + sum(x[25:-3:2][1:2:7].^2)",
  "param x[20]\ng = sum(x[3:8].^3)\nd = grad(g, x)\noutput q = sum(d[1:2].^2) + sum(d[1:3].^2) + sum(d[2:4].^3) + " +
  "sum(d[8:12].^2) + sum(d[9:12].^2) + sum(d[2:2:10].^2) + sum(d[8:-1:3].^3) + sum(d[4:9].^2) + sum(d[3:7].^2)",
  "param x[20]\ng = sum(x[3:8].^3)\nd = grad(g, x)\noutput q = sum(d[8:-1:2].^2) + sum(d[20:-1:8].^2)",
  "param x[20]\ng = sum(x[3:2:13].^3)\nd = grad(g, x)\noutput q = sum(d[3:8].^2) + sum(d[3:2:13].^2) + " +
  "sum(d[1:3:16].^3) + sum(d[13:15].^2) + sum(d[14:15].^2) + sum(d[13:-2:3].^2) + sum(d[4:2:14].^2)",
  "param x[20]\ng = sum(x[13:-2:3].^3)\nd = grad(g, x)\noutput q = sum(d[1:3].^2) + sum(d[1:4].^2) + sum(d[13:16].^2) " +
  "+ sum(d[13:-2:3].^2) + sum(d[20:-1:13].^2)",
  "param x[20]\ng = sum(x[13:-2:3].^3)\nd = grad(g, x)\noutput q = sum(d[2:4].^2) + sum(d[10:-1:1].^3)",
  "param x[n]\ng = sum(x[2:n].^3)\nd = grad(g, x)\noutput q = sum(d[1:2].^2) + sum(d[2:n].^2) + sum(d[1:n].^2) + d[1]",
  "param x[3], y[4]\nz = concat(x, y)\noutput q = sum(z[3:-1:1].^2) + sum(z[5:-1:2].^3) + sum(z[1:2:5].^2) + " +
  "sum(z[4:2:6].^2) + sum(z[1:2:3].^3) + z[end] + sum(z[3:4].^2) + sum(z[2:2:4].^2)",
  "param x[n], y[3]\nz = concat(x, y)\noutput q = sum(z[1:2].^2) + sum(z[n:n + 1].^3) + z[end]^2",
  "param A[2, 3], B[2, 3], C[4, 2]\nD = concat(concat(A, B, 1), C, 2)\noutput q = sum(D[1:3, 2:4].^2) + sum(D[:, " +
  "end].^3) + sum(D[4, :].^2)",
  "param x[8]\noutput q = sum(x[1:2:3].^2) + sum(x[3:2:5].^3) + sum(x[1:2].^3) + sum(x[3:4].^2) + sum(x[6:7].^3)",
  "param x[3], y[3]\nz = [x, y]\noutput q = sum(z[2, 2:3].^2) + sum(z[1:2, 2:3].^3) + sum(z[:, 3:-1:1]*x) + sum(z[:, " +
  "1:2:3].^2) + sum(z[2, :].^3) + sum(z[2:-1:1, 1].^3)",
  "param x[5], a, b\noutput q = sum(x[1:2:3] .* [a, b]) + sum(x[5:-2:3] .* [b, a*b]) + sum(x[2:3].^2)",
  "param A[n, n], b[n]\nB = inv(A + 4*identity(n))\noutput q = diag(B)*b + trace(B) + sum(B .* A) + b*B*b + sum(B'*A*b)",
  "param x, v[3]\noutput q = sum(ones(2))*x + sum(x + zeros(2))^2 + sum(x*ones(2, 2))*x + sum(outer(ones(2), v))",
  "param A[m, n], x[n], y[m]\noutput q = sum(A ./ x) + y*(A ./ x)*x + sum((A ./ x)*x) + sum(x/sum(y)) + sum((y ./ y)*A)",
  "param a, b, s, A[2, 2]\nM = [a, b; b*a, 1]\noutput q = sum(M + s) + sum((M .* A)*[a, b]) + sum(max(M, 2)) + sum([a, " +
  "b] + s*[1, 2]) + prod(M) + norm(M)",
  "param A[n, n], x[n], z[n]\noutput q = x*((identity(n) .* A)*x) + sum(((A .* identity(n))*x).^2) + sum(((A .* " +
  "outer(x, z))*z).^3) + sum((z .* x)*A)",
  "param A[n, n], b[n], C[n, n]\nB = inv(A + 4*identity(n))\noutput q = sum((B*diag(b)).^2) + sum((diag(b)*inv(A + " +
  "3*identity(n))*b).^2) + sum((solve(A + 5*identity(n), C)*diag(b)).^3)",
  "param A[n, n], b[n], C[n, n]\noutput q = sum((inv(A + 4*identity(n))'*diag(b)).^2) + sum((diag(b)*inv(A + " +
  "3*identity(n))').^2) + sum((diag(b)*solve(A + 5*identity(n), C)).^3)",
  "param A[2, 3], x[1, 3], y[2, 1]\noutput q = sum(exp(A .* x)[2, 1:2].^2) + sum(sin(A + y)[2, 2:3]) + sum(cos(x + " +
  "y)[2, 2:3]) + sum((A .* x)[2, 1:2].^2) + sum((A + y)[2, 2:3].^3) + sum((x + y)[2, 2:3].^2)",
  "param T[1, 3, 4], U[2, 3, 4], B[3, 1], C[3, 4]\noutput q = sum((T + B)[1, 2:3, 2:4].^2) + sum((U + C)[2, 1:2, " +
  "2:4].^3) + sum((U .* C)[1, 3, 4:-1:2].^3)",
  "param A[2, 3], x[1, 3], y[2, 1], z[3]\noutput q = sum(A .* x) + sum((A .* y)*z) + sum((y .* x)*z) + sum((x .* A)*z)*y[2, 1]",
  "param x[n], y[n], s\noutput q = norm(x)*norm(y) + norm(x + y)*s + norm(x - y)*norm(x - y)*s + norm(x)^3",
  "param x[n], z[3], s, a, b\noutput q = sum(log(exp(x) + exp(s))) + sum(exp(x) ./ (exp(x) + exp(s))) + log(exp(a) + " +
  "2*sin(b)) + log(sum(exp(z))/0.5) + log(sum(exp(z))/s)",
  "param A[6, 6]\noutput q = sum(A[1:2, 1:3].^2) + sum(A[3:4, 1:2].^3) + sum(A[5:6, 2:3].^2) + sum(A[1:2, 4:6].^3)",
  "param x[3], y[4], A[2, 2], B[2, 2]\noutput q = sum(concat(cumsum(x), y).^2) + sum(concat(cumsum(A), B, 1).^2) + " +
  "sum(concat(x, cumsum(concat(y, x))).^3)",
  "param a, b, c\noutput q = sum(concat([a, b; c, a], [b, a; a, c], 2)*[a, b, c, a]) + sum(concat([a, b], [c]) .* [1, " +
  "2, 3]) + sum(concat([a, b], [c, a*b]) .* [1, 2, 3, 4]) + sum(concat([a, b; c, a], [b, a*c; c, 2], 1)*[a, c])",
  "param a, b, c, x[n]\nz = [a, b, c, a*b, 2]\noutput q = z[n]*sum(x) + sum(z[1:2:3].^2) + sum(z[4:-3:1].^3) + sum(z[5:-2:1][2:3].^2)",
  "param x, y\nu = x*y\noutput q = u^2.5 + u^(-3.5) + u^7 + u^(-8) + u^9",
  "param A[m, 2], y[m, 1], T[1, m, n]\noutput q = sum(A .* y) + sum(T .* y) + sum((A .* y)[2:3, 2].^2) + sum((A + y)[1:2, 2].^3)",
  "param x[8]\noutput q = sum(x[1:2:3].^2) + sum(x[3:2:5].^3)",
  "param T[m, n, h], x[h], y[n]\noutput q = sum(T .* x) + sum((T + reshape(y, [n, 1])).^2) + sum((transpose(outer(x, " +
  "y)) + reshape(y, [n, 1])).^2)",
  "param A[2, 2], B[2, 3], C[4, 4], T[2, 2, 2], v[2]\noutput q = log(abs(B[1, 1]*B[2, 2] - B[1, 2]*B[2, 1])) + " +
  "log(A[1, 1]*A[2, 2] + A[1, 2]*A[2, 1]) + log(A[1, 1] + A[2, 2]) + log(abs(C[1, 1]*(C[2, 2]*C[3, 3] - C[2, 3]*C[3, " +
  "2]) - C[1, 2]*(C[2, 1]*C[3, 3] - C[2, 3]*C[3, 1]) + C[1, 3]*(C[2, 1]*C[3, 2] - C[2, 2]*C[3, 1]))) + " +
  "sum(log(abs(T[1, 1, :] .* T[2, 2, :] - T[1, 2, :] .* T[2, 1, :]))) + log(v[1] + v[2]) + log(C[4, 4] + 1)",
  "param z[n, n], w[n]\np = softmax(z, 2)\noutput q = (-w)*sum((-p) .* (-log(p)), 2) + w*sum((-p) .* (-log(p)), 2)",
  "param z[n], A[n, n]\noutput q = sum((exp(A[1, :]) ./ sum(exp(A), 2)).^2) + exp(exp(z)[2])/sum(exp(z))",
];
