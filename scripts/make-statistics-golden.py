#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Fixtures/statistics.json: p-values of McNemar's exact test by
statsmodels, and expected calibration errors by numpy.

Needs statsmodels, for instance in a virtual environment:
    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install statsmodels
    /tmp/golden/bin/python scripts/make-statistics-golden.py
"""

import json
import pathlib
import sys

import numpy
import scipy
import statsmodels
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar

BINS = 15


def mcnemar_case(only_first, only_second):
    table = [[100, only_first], [only_second, 10]]
    p = float(mcnemar(table, exact=True).pvalue)
    other = binomtest(only_first, only_first + only_second).pvalue if only_first + only_second else 1
    assert abs(p - other) <= 1e-9 * p + 1e-300, (only_first, only_second, p, other)
    return {"onlyFirst": only_first, "onlySecond": only_second, "pValue": p}


def calibration_error(confidence, correct):
    """Guo et al. (2017): bins of equal width, (i / 15, (i + 1) / 15]."""
    edges = numpy.linspace(0, 1, BINS + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            error += gap * inside.mean()
    return float(error)


def calibration_case(random, count, power):
    confidence = random.uniform(0.04, 1, count)
    correct = random.uniform(0, 1, count) < confidence**power
    return {
        "confidence": confidence.tolist(),
        "correct": correct.tolist(),
        "error": calibration_error(confidence, correct),
    }


def main():
    random = numpy.random.default_rng(20170101)
    pairs = [(0, 0), (1, 0), (0, 5), (0, 6), (3, 9), (10, 25), (7, 7), (31, 54), (121, 59)]
    pairs += [(500, 560), (900, 1100), (3000, 2800), (40, 2000), (20000, 20400)]
    document = {
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
        "mcNemar": [mcnemar_case(*pair) for pair in pairs],
        "calibration": [calibration_case(random, 200, power) for power in (1, 3, 0.3)],
    }
    root = pathlib.Path(__file__).resolve().parent.parent
    path = root / "Tests" / "EvaluationTests" / "Fixtures" / "statistics.json"
    path.write_text(json.dumps(document, indent=None) + "\n", encoding="utf-8")
    print(f"{path}: {len(pairs)} pairs", file=sys.stderr)


if __name__ == "__main__":
    main()
