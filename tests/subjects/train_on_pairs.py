"""Deep linear JEPA or MAE in PyTorch, float32, mini-batch SGD on pairs, stop-gradient by detach.

Writes what `jepa-oracle diagnose` reads: a CSV run with one encoder amplitude v' E v for each direction v that
`jepa-oracle analyze` found.

    train_on_pairs.py PAIRS ANALYSIS.json RUN.csv --objective jepa --rate 0.1 --batch 64 --steps 4000

--depth, --top-rate and --keep-gradient make runs that are not what they are said to be. PAIRS is a CSV file with the columns x_* and then y_*, or an .npz archive of x and y, as for `analyze`.
"""

import argparse
import json
import sys

import numpy as np
import torch


def train(x, y, directions, objective, depth, epsilon, rate, batch, steps, every, seed, top_rate=None,
          keep_gradient=False):
    """Yields (step, amplitudes). The loss is 1/2 E|V E x - target|^2, target = E y without its gradient, or y.

    top_rate       learning rate of the top layer, if it has its own
    keep_gradient  no stop-gradient: E y is differentiated, too
    """
    generator = torch.Generator().manual_seed(seed)
    x, y, directions = (torch.tensor(a, dtype=torch.float32) for a in (x, y, directions))
    size, start = x.shape[1], epsilon ** (1 / depth)
    layers = [torch.nn.Parameter(start * torch.eye(size)) for _ in range(depth)]
    top = torch.nn.Parameter(start * torch.eye(size))
    optimiser = torch.optim.SGD([{"params": layers}, {"params": [top], "lr": top_rate or rate}], lr=rate)

    def encode(pairs):
        for layer in layers:
            pairs = pairs @ layer.T
        return pairs

    for step in range(steps + 1):
        if step % every == 0:
            with torch.no_grad():
                codes = encode(directions)
                yield step, (codes * directions).sum(1).tolist()
        chosen = torch.randint(len(x), (batch,), generator=generator) if batch else slice(None)
        target = encode(y[chosen]) if objective == "jepa" else y[chosen]
        if not keep_gradient:
            target = target.detach()
        loss = (encode(x[chosen]) @ top.T - target).square().sum(1).mean() / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def load(path):
    """x and y, one pair a row."""
    if path.endswith(".npz"):
        with np.load(path) as pairs:
            return pairs["x"], pairs["y"]
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return np.split(table, 2, axis=1)


def limits(objective, depth, rhos):
    """Amplitude of the encoder in the end: rho^L (JEPA), rho^(L/(L+1)) (MAE)."""
    exponent = depth if objective == "jepa" else depth / (depth + 1)
    return [max(rho, 0.0) ** exponent for rho in rhos]


def learned_at(run, levels):
    """First step at which each amplitude is at its level; None for never."""
    found = [None] * len(levels)
    for step, amplitudes in run:
        for i, (amplitude, level) in enumerate(zip(amplitudes, levels)):
            if found[i] is None and level > 0 and amplitude >= level:
                found[i] = step
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["pairs", "analysis", "run"]:
        parser.add_argument(name)
    parser.add_argument("--objective", choices=["jepa", "mae"], required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--batch", type=int, default=0, help="pairs a step; 0: all of them")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, help="default: that of the analysis")
    parser.add_argument("--top-rate", type=float, help="default: --rate")
    parser.add_argument("--keep-gradient", action="store_true", help="no stop-gradient")
    given = parser.parse_args()
    with open(given.analysis, encoding="utf-8") as file:
        analysis = json.load(file)
    x, y = load(given.pairs)
    if analysis["dropped"]:
        sys.exit("constant columns were left out: leave them out of the pairs, too")
    if analysis["centre"] == "mean":
        x, y = x - x.mean(0), y - y.mean(0)
    directions = np.array([[float(entry) for entry in feature["direction"]] for feature in analysis["features"]])
    run = train(x, y, directions, given.objective, given.depth or analysis["depth"], float(analysis["epsilon"]),
                given.rate, given.batch, given.steps, given.every, given.seed, given.top_rate, given.keep_gradient)
    with open(given.run, "w", encoding="utf-8") as file:
        file.write("step," + ",".join(feature["name"] for feature in analysis["features"]) + "\n")
        for step, amplitudes in run:
            file.write(f"{step}," + ",".join(f"{amplitude:.7g}" for amplitude in amplitudes) + "\n")


if __name__ == "__main__":
    main()
