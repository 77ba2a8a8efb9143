"""Linear JEPA and MAE in PyTorch, by autograd: `torch_subject.py float32`."""

import sys

import torch

from jepa_oracle import subject


def loss(objective, layers, top, sxx, syx):
    """1/2 E|V E x - target|^2, less a term without gradient, from the moments E[x x'] and E[y x']."""
    encoder = torch.eye(sxx.shape[0], dtype=sxx.dtype)
    for layer in layers:
        encoder = layer @ encoder
    prediction = top @ encoder
    target = encoder.detach() @ syx if objective == "jepa" else syx  # JEPA: stop-gradient on the target E y
    return 0.5 * ((prediction @ sxx) * prediction).sum() - (target * prediction).sum()


def weights_and_moments(layers, top, sxx, syx):
    weights = [torch.tensor(matrix, requires_grad=True) for matrix in (*layers, top)]
    return weights, torch.tensor(sxx), torch.tensor(syx)


def field(objective, layers, top, sxx, syx):
    weights, sxx, syx = weights_and_moments(layers, top, sxx, syx)
    loss(objective, weights[:-1], weights[-1], sxx, syx).backward()
    return [-weight.grad for weight in weights[:-1]], -weights[-1].grad


def descend(objective, layers, top, sxx, syx, rate, steps):
    weights, sxx, syx = weights_and_moments(layers, top, sxx, syx)
    optimizer = torch.optim.SGD(weights, lr=rate)
    for step in range(steps + 1):
        *now, top = (weight.detach().clone() for weight in weights)
        yield now, top
        optimizer.zero_grad()
        loss(objective, weights[:-1], weights[-1], sxx, syx).backward()
        optimizer.step()


dtype = sys.argv[1]
subject.serve(field=field, descend=descend, dtype=dtype, name=f"PyTorch {dtype}", version=torch.__version__)
