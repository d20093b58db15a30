"""Learns the prices of TokenPrices.swift from texts, by linear programming.

The prices are those with the smallest sum of estimates of which hardly a text is estimated below
what it costs. Each kind of text counts as much as another one, but English counts more, and code.
"""

import pathlib
from typing import Callable

import numpy
import scipy.sparse as sparse
from scipy.optimize import linprog

import prices

# What the estimate of each text, and of a kind in the mean, shall be of the real count.
EACH, MEAN = 1.04, 1.11
# What a kind's estimates being too high matters, by what its name begins with.
WEIGHTS = {"english": 15, "code": 4}
# What a text's being estimated too low matters beside that.
SAFETY = 30
# What it costs that a price is not that of its class in general: rare pairs get that.
PLAINNESS = 0.2
# The least prices, in tokens: what nobody writes is not free.
LEAST_LETTER, LEAST_DIGIT, LEAST_SIGN, LEAST_SAME_SIGN = 2 / 16, 5 / 16, 4 / 16, 1 / 16
SIGNS = range(prices.NAMES.index("stop"), prices.NAMES.index("mark") + 1)
# Prices are rounded up, but for this much.
ROUNDING = 0.3


def table(folder: pathlib.Path, counts: Callable[[str], list[int]]) -> list[int]:
    """The table for the texts of a folder, which has a folder for each kind."""
    texts, real, kinds = [], [], []
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    for kind, name in enumerate(names):
        for path in sorted((folder / name).iterdir()):
            text = path.read_text()
            texts.append(numpy.bincount(prices.pairs(text), minlength=prices.WIDTH ** 2))
            real.append(max(counts(text)))
            kinds.append(kind)
    kinds = numpy.array(kinds)
    weights = numpy.array([next((weight for start, weight in WEIGHTS.items()
                                 if name.startswith(start)), 1) for name in names])
    # What each text's pairs count for, when the estimate is 1 where it is exact.
    shares = numpy.array(texts) / numpy.array(real)[:, None]
    solved = solve(shares, kinds, weights)
    rounded = numpy.ceil(solved * prices.UNIT - ROUNDING).astype(int)
    return numpy.clip(rounded, 0, prices.MAX_PRICE).tolist()


def solve(shares: numpy.ndarray, kinds: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    used = numpy.flatnonzero(shares.sum(axis=0))
    shares = shares[:, used]
    texts, pairs = shares.shape
    weight = (weights / numpy.bincount(kinds))[kinds]
    means = numpy.array([shares[kinds == kind].mean(axis=0) for kind in range(len(weights))])

    # The unknowns: a price for each pair, what each text lacks, how far each price is from that of
    # its class, and the price of each class.
    def zeros(rows: int, columns: int) -> sparse.csr_matrix:
        return sparse.csr_matrix((rows, columns))

    own = sparse.csr_matrix(
        (numpy.ones(pairs), (numpy.arange(pairs), used % prices.WIDTH)), (pairs, prices.WIDTH))
    one = sparse.eye(pairs)
    bounds_of = sparse.vstack([
        sparse.hstack([-shares, -sparse.eye(texts), zeros(texts, pairs + prices.WIDTH)]),
        sparse.hstack([-means, zeros(len(weights), texts + pairs + prices.WIDTH)]),
        sparse.hstack([one, zeros(pairs, texts), -one, -own]),
        sparse.hstack([-one, zeros(pairs, texts), -one, own]),
    ]).tocsr()
    bounds = numpy.concatenate(
        [numpy.full(texts, -EACH), numpy.full(len(weights), -MEAN), numpy.zeros(2 * pairs)])
    cost = numpy.concatenate([
        (shares * weight[:, None]).sum(axis=0), SAFETY * weight, numpy.full(pairs, PLAINNESS),
        numpy.zeros(prices.WIDTH)])
    most = prices.MAX_PRICE / prices.UNIT
    result = linprog(
        cost, A_ub=bounds_of, b_ub=bounds, method="highs-ipm",
        bounds=[(least(pair), most) for pair in used] + [(0, None)] * (texts + pairs)
        + [(0, most)] * prices.WIDTH)
    if not result.success:
        raise SystemExit(f"no prices were found: {result.message}")
    solved = numpy.tile(result.x[-prices.WIDTH:], prices.WIDTH)
    solved = numpy.maximum(solved, [least(pair) for pair in range(prices.WIDTH ** 2)])
    solved[used] = result.x[:pairs]
    return solved


def least(pair: int) -> float:
    before, own = divmod(pair, prices.WIDTH)
    if before < 26 and own < 26:
        return LEAST_LETTER
    if own == prices.NAMES.index("digit"):
        return LEAST_DIGIT
    if before in SIGNS and own in SIGNS:
        return LEAST_SAME_SIGN if before == own else LEAST_SIGN
    return 0
