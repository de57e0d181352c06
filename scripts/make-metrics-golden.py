#!/usr/bin/env python3
"""Writes Tests/EvaluationTests/Fixtures/metrics.json: scikit-learn's numbers for a few matrices.

Needs numpy and scikit-learn, for instance in a virtual environment:
    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install scikit-learn
    /tmp/golden/bin/python scripts/make-metrics-golden.py
"""

import json
import pathlib
import sys

import numpy
import sklearn
from sklearn.metrics import (
    accuracy_score,
    multilabel_confusion_matrix,
    precision_recall_fscore_support,
)


def quotient(numerator, denominator):
    return float(numerator) / float(denominator) if denominator else 0.0


def golden(name, matrix):
    """The metrics of a matrix, from the list of samples that has it.

    Macro and weighted averages are over the classes that occur in the truth, micro averages over all.
    """
    class_count = len(matrix)
    labels = list(range(class_count))
    truth, predicted = [], []
    for row in labels:
        for column in labels:
            truth += [row] * int(matrix[row][column])
            predicted += [column] * int(matrix[row][column])

    # [[TN, FP], [FN, TP]] of each class against all others.
    one_against_all = multilabel_confusion_matrix(truth, predicted, labels=labels)
    negatives = one_against_all[:, 0, :]
    specificity = [quotient(tn, tn + fp) for tn, fp in negatives]
    support = numpy.array(matrix).sum(axis=1)

    present = sorted(set(truth))

    def measure(average, measured):
        values = precision_recall_fscore_support(
            truth, predicted, labels=measured, average=average, zero_division=0
        )
        return [numpy.asarray(value).tolist() for value in values[:3]]

    def averaged(average, measured, mean_specificity):
        precision, recall, f1 = measure(average, measured)
        return {
            "precision": precision,
            "recall": recall,
            "specificity": float(mean_specificity),
            "f1": f1,
        }

    precision, recall, f1 = measure(None, labels)
    present_specificity = numpy.array(specificity)[present]
    totals = negatives.sum(axis=0)
    return {
        "name": name,
        "classCount": class_count,
        "counts": [int(count) for row in matrix for count in row],
        "accuracy": float(accuracy_score(truth, predicted)),
        "precision": precision,
        "recall": recall,
        "specificity": specificity,
        "f1": f1,
        "support": [int(count) for count in support],
        "classesInTruth": len(present),
        "macro": averaged("macro", present, numpy.mean(present_specificity)),
        "micro": averaged("micro", labels, quotient(totals[0], totals.sum())),
        "weighted": averaged(
            "weighted", present, numpy.average(present_specificity, weights=support[present])
        ),
    }


def main():
    random = numpy.random.default_rng(20170101)
    letters = random.poisson(0.3, (28, 28)) + numpy.diag(random.integers(90, 120, 28))
    noise = random.integers(0, 40, (5, 5))
    empty_class = random.integers(0, 30, (6, 6))
    empty_class[2, :] = 0
    never_predicted = random.integers(0, 30, (6, 6))
    never_predicted[:, 4] = 0
    few_present = random.integers(0, 30, (8, 8))
    few_present[3:, :] = 0
    neither = random.integers(0, 30, (4, 4))
    neither[1, :] = 0
    neither[:, 1] = 0
    cases = [
        golden("28 letters, well recognised", letters),
        golden("noise", noise),
        golden("a class without samples", empty_class),
        golden("a class never predicted", never_predicted),
        golden("three of eight classes present", few_present),
        golden("one class present, taken for an absent one", [[3, 4], [0, 0]]),
        golden("a class neither present nor predicted", neither),
        golden("two classes", [[7, 3], [1, 9]]),
        golden("all samples of one class", [[0, 0, 0], [2, 5, 1], [0, 0, 0]]),
        golden("all wrong", [[0, 4], [6, 0]]),
    ]
    # One case a line.
    lines = ",\n".join(json.dumps(case) for case in cases)
    document = f'{{"scikitLearn": "{sklearn.__version__}", "cases": [\n{lines}\n]}}\n'
    root = pathlib.Path(__file__).resolve().parent.parent
    path = root / "Tests" / "EvaluationTests" / "Fixtures" / "metrics.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document, encoding="utf-8")
    print(f"{path}: {len(cases)} cases", file=sys.stderr)


if __name__ == "__main__":
    main()
