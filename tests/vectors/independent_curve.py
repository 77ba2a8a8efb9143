"""One feature, written again with nothing of the oracle: the equation from the losses, its integral by quadrature.

    dw/dt = lambda w^a - c w^(a+m) - eta w = w (phi(w) - eta)

jepa: a = 2L+M-1, m = M, c = s2;  mae: a = L+M-1, m = L+M, c = s2;  the losses of the code: a = 2L-1, m = 2L, with
c = s2^2 (spectral-contrastive) or lambda^2 (barlow-twins). Decimals of 50 digits; times by the double exponential rule
of Takahasi and Mori in the variable ln w, which lets an integrand be as steep as it likes at an end.
"""

from decimal import Decimal, getcontext
from fractions import Fraction
from functools import cache

getcontext().prec = 50


def decimal(text):
    fraction = Fraction(text)
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def root(value, degree):
    return (value.ln() / degree).exp()


class Curve:
    def __init__(self, objective, depth, lambda_, variance, top_depth=1, decay=0):
        self.depth = depth
        self.lambda_, self.variance, self.decay = map(Decimal, (lambda_, variance, decay))
        self.a, self.m, self.saturation = {
            "jepa": (2 * depth + top_depth - 1, top_depth, self.variance),
            "mae": (depth + top_depth - 1, depth + top_depth, self.variance),
            "spectral-contrastive": (2 * depth - 1, 2 * depth, self.variance**2),
            "barlow-twins": (2 * depth - 1, 2 * depth, self.lambda_**2),
        }[objective]

    def growth(self, w):
        """phi(w): what a decay must stay below for w to grow."""
        return (w ** (self.a - 1) if self.a > 1 else 1) * (self.lambda_ - self.saturation * w**self.m)

    def limit(self):
        return root(self.lambda_ / self.saturation, self.m) if self.lambda_ > 0 else Decimal(0)

    def peak(self):
        """Where phi is largest, by golden section: 25 digits of the place are 50 of the value."""
        low, high, golden = Decimal(0), self.limit(), (Decimal(5).sqrt() - 1) / 2
        for _ in range(130):
            left, right = high - golden * (high - low), low + golden * (high - low)
            low, high = (low, right) if self.growth(left) > self.growth(right) else (left, high)
        return (low + high) / 2

    def largest_decay(self):
        if self.a == 1:
            return self.lambda_
        return self.growth(self.peak())

    def rest(self, above):
        """The root of phi = eta on the falling side, or on the rising one; None where there is none."""
        peak = self.peak() if self.a > 1 else Decimal(0)
        if self.growth(peak) <= self.decay or self.lambda_ <= 0:
            return None
        inside, outside = peak, self.limit() if above else Decimal(0)
        if self.growth(outside) > self.decay:
            return None
        for _ in range(170):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if self.growth(middle) > self.decay else (inside, middle)
        return inside

    def threshold(self, fraction):
        stable = self.limit() if self.decay == 0 else self.rest(above=True)
        return None if not stable else stable * root(fraction, self.depth)

    def time(self, start, end):
        """From layer amplitude to layer amplitude; None where w does not come from one to the other."""
        low, high = start.ln(), end.ln()
        way = 1 if high > low else -1
        speeds = [(weight, self.growth((low + (high - low) * place).exp()) - self.decay) for place, weight in nodes()]
        if low == high:
            return Decimal(0)
        if any(speed * way <= 0 for _, speed in speeds):
            return None
        return (high - low) * sum(weight / speed for weight, speed in speeds)


def primitive(a, m, q):
    """int ds / (s^a (1 - s^m)) up to q without the part that diverges at 0, for m > a - 1 > 0."""
    rest = q * sum(weight * (x := q * place) ** (m - a) / (1 - x**m) for place, weight in nodes())
    return rest - q ** (1 - a) / (a - 1)


@cache
def nodes(step=Decimal(1) / 40, most=Decimal("4.5")):
    """Places in (0, 1) and weights: x = 1/(1 + exp(-pi sinh t)), dx = pi cosh t x (1-x) dt."""
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    found = []
    for k in range(-int(most / step), int(most / step) + 1):
        t = k * step
        grown, shrunk = t.exp(), (-t).exp()
        e = (-pi * (grown - shrunk) / 2).exp()
        x = 1 / (1 + e)
        found.append((x, step * pi * (grown + shrunk) / 2 * x * (e / (1 + e))))
    return found


def curve_of(given):
    """Of an input of the vectors, or of independent-family.json."""
    lambda_ = decimal(given["lambda"])
    variance = decimal(given["variance"]) if "variance" in given else lambda_ / decimal(given["rho"])
    return Curve(given["objective"], given["depth"], lambda_, variance, given.get("top_depth", 1) or 1,
                 decimal(given.get("weight_decay", "0")))


def time_of(given):
    curve = curve_of(given)
    start = root(decimal(given["epsilon"]), curve.depth)
    if "level" in given:
        end = root(decimal(given["level"]), curve.depth)
    else:
        end = curve.threshold(decimal(given["fraction"]))
    return None if end is None else curve.time(start, end)
