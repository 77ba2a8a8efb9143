"""Fields of whole networks, written again with nothing of the oracle: minus the derivative of the loss by each weight.

A loss is a polynomial of degree four at most in one weight, the target held constant, so that the difference quotient
(8 (f(1) - f(-1)) - (f(2) - f(-2))) / 12 is its derivative, exactly. Fractions; matrices are lists of rows.
"""

from fractions import Fraction


def matrix(rows):
    return [[Fraction(entry) for entry in row] for row in rows]


def transposed(a):
    return [list(column) for column in zip(*a)]


def product(*factors):
    result = factors[0]
    for b in factors[1:]:
        columns = transposed(b)
        result = [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in result]
    return result


def trace(a):
    return sum(a[i][i] for i in range(len(a)))


def chain(matrices):
    """The last of them ... the first."""
    return product(*reversed(matrices))


def code_loss(objective, encoder, sxx, syx):
    views = [[(x + y) / 2 for x, y in zip(*rows)] for rows in zip(syx, transposed(syx))]
    if objective == "spectral-contrastive":  # 1/4 |E sxx E'|^2 - 1/2 tr(E s E')
        spread = product(encoder, sxx, transposed(encoder))
        return trace(product(spread, transposed(spread))) / 4 - trace(product(encoder, views, transposed(encoder))) / 2
    error = product(encoder, views, transposed(encoder))  # 1/4 |E s E' - I|^2
    for i, row in enumerate(error):
        row[i] -= 1
    return trace(product(error, transposed(error))) / 4


def loss(objective, layers, tops, sxx, syx, target):
    """Up to a term that no weight is in: 1/2 E|V E x - T y|^2 = 1/2 tr(P sxx P') - tr(P syx' T') + ..., P = V E."""
    if not tops:
        return code_loss(objective, chain(layers), sxx, syx)
    whole = chain(layers + tops)
    moment = product(target, syx) if target else syx
    return trace(product(whole, sxx, transposed(whole))) / 2 - trace(product(whole, transposed(moment)))


def field(objective, layers, tops, sxx, syx, decay):
    target = [list(row) for row in chain(layers)] if objective == "jepa" else None  # held constant
    weights = layers + tops

    def derivative(layer, i, j):
        kept = layer[i][j]

        def moved(step):
            layer[i][j] = kept + step
            value = loss(objective, layers, tops, sxx, syx, target)
            layer[i][j] = kept
            return value

        return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / 12

    found = [
        [[-derivative(layer, i, j) - decay * layer[i][j] for j in range(len(layer[0]))] for i in range(len(layer))]
        for layer in weights
    ]
    return found[: len(layers)], found[len(layers) :]


def network_of(given):
    tops = given.get("top_layers") or ([given["top"]] if "top" in given else [])
    return [matrix(layer) for layer in given["layers"]], [matrix(top) for top in tops]


def field_of(given):
    """(layers, layers on top) of the direction at an input of the vectors."""
    sxx, syx, decay = matrix(given["sxx"]), matrix(given["syx"]), Fraction(given.get("weight_decay", 0))
    return field(given["objective"], *network_of(given), sxx, syx, decay)


def descended(given):
    """(layers, layers on top) after the steps of an input."""
    sxx, syx, decay = matrix(given["sxx"]), matrix(given["syx"]), Fraction(given.get("weight_decay", 0))
    layers, tops = network_of(given)
    for _ in range(given["steps"]):
        moves = field(given["objective"], layers, tops, sxx, syx, decay)
        layers, tops = (
            [
                [[x + Fraction(given["rate"]) * y for x, y in zip(*rows)] for rows in zip(layer, move)]
                for layer, move in zip(old, directions)
            ]
            for old, directions in zip((layers, tops), moves)
        )
    return layers, tops
