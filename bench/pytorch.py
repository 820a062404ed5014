# PyTorch for bench/frameworks.mjs: eager, one thread, arrays as a user would write them. A line of JSON in, a line of JSON out:
# {"work", "precision", "inputs": {name: {"shape", "data"}}} sets a work up and answers with value and gradient;
# {"time": seconds} answers with the microseconds of a call, the lesser of the clock's and the processor's.
import json
import sys
import time

import torch
from torch.nn.functional import cross_entropy, relu, softplus

torch.set_num_threads(1)


def logistic(w, X, y):
    return softplus(-y * (X @ w)).mean()


def network(W1, W2, X, Y, decay):
    return cross_entropy(relu(X @ W1) @ W2, Y) + decay * ((W1 * W1).sum() + (W2 * W2).sum())


def mixture(alphas, means, icf, x, lower, width, m):
    """Everything that does not depend on the parameters is left out; `lower` holds row and column of each number below the diagonal."""
    n, d = x.shape
    K = means.shape[0]
    logdiag, below = icf[:, :d], icf[:, d:]
    rows, columns = lower.long()
    L = torch.zeros(K, d, d, dtype=x.dtype).index_put((torch.arange(K)[:, None], rows[None], columns[None]), below)
    L = L + torch.diag_embed(logdiag.exp())
    z = (x[None] - means[:, None]) @ L.transpose(1, 2)
    scores = alphas + logdiag.sum(1) - 0.5 * (z * z).sum(2).t()
    prior = 0.5 * width * width * ((2 * logdiag).exp().sum() + (below * below).sum()) - m * logdiag.sum()
    return torch.logsumexp(scores, 1).sum() - n * torch.logsumexp(alphas, 0) + prior


WORKS = {"logistic": (logistic, 1), "network": (network, 2), "mixture": (mixture, 3)}


def prepare(request):
    program, parameters = WORKS[request["work"]]
    kind = torch.float32 if request["precision"] == "f32" else torch.float64
    arguments = [torch.tensor(a["data"], dtype=kind).reshape(a["shape"]) for a in request["inputs"].values()]
    leaves = [a.requires_grad_(True) for a in arguments[:parameters]]

    def call():
        value = program(*leaves, *arguments[parameters:])
        return value, torch.autograd.grad(value, leaves)

    return call


def microseconds(call, least):
    count = 1
    while True:
        clock, processor = time.perf_counter(), time.process_time()
        for _ in range(count):
            call()
        spent = min(time.perf_counter() - clock, time.process_time() - processor)
        if spent > least:
            return spent * 1e6 / count
        count *= 2


call = None
for line in sys.stdin:
    request = json.loads(line)
    if "work" in request:
        call = prepare(request)
        value, gradient = call()
        answer = {"value": value.item(), "gradient": [g.flatten().tolist() for g in gradient]}
    else:
        answer = {"microseconds": microseconds(call, request["time"])}
    print(json.dumps(answer), flush=True)
