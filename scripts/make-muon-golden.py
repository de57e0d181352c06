#!/usr/bin/env python3
"""Writes Tests/ConvNetTests/Fixtures/muon.txt: what five steps of torch.optim.Muon, and of
torch.optim.AdamW for the tensors that are not Muon's, change in the weights of the preset `keras`.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install torch numpy
    /tmp/golden/bin/python scripts/make-muon-golden.py

Weights and gradients come from the counter-based generator, and tensors are stored as in
make-network-golden.py. PyTorch orthogonalises in bfloat16, whose rounding would hide errors; here its
code runs in float64. That rounding is all that is left out: the script fails when it changes a
tensor's step by more than 2 %.
"""

import importlib.util
import pathlib

import numpy
import torch

SPECIFICATION = importlib.util.spec_from_file_location(
    "golden", pathlib.Path(__file__).with_name("make-network-golden.py"))
golden = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(golden)

SEED, STEPS, SAMPLES, LEARNING_RATE, WEIGHT_DECAY = 1, 5, 4, 0.01, 0.1
# Of images of 10x10 pixels and two classes; 0 stands for the constant 0 and a shift.
TENSORS = [
    ("convolution1.weight", (3, 3, 1, 32), 6 / 9), ("convolution1.bias", (32,), 0),
    ("convolution2.weight", (3, 3, 32, 64), 6 / 288), ("convolution2.bias", (64,), 0),
    ("dense1.weight", (64, 128), 1 / 64), ("dense1.bias", (128,), 1 / 64),
    ("dense2.weight", (128, 2), 1 / 128), ("dense2.bias", (2,), 1 / 128),
]
HIDDEN = ["convolution2.weight", "dense1.weight"]


def initial(index, shape, square):
    count = int(numpy.prod(shape))
    if square:
        bound = numpy.sqrt(numpy.float32(square))
        values = golden.uniform(count, SEED, "initialization", key=index)
        return -bound + (bound - -bound) * values
    half = numpy.float32(0.5)
    return (golden.uniform(count, SEED, "benchmark", key=1000 + index) - half) * half


def gradient(index, step, shape):
    """Sums over the samples. The columns' sizes span three orders of magnitude, so that the singular
    values do, too."""
    count = int(numpy.prod(shape))
    values = golden.uniform(count, SEED, "benchmark", key=2000 + 16 * step + index)
    sizes = numpy.float32(2) ** -(numpy.arange(count) % shape[-1] % 10)
    return (values - numpy.float32(0.5)) * sizes


def changes():
    """For each tensor, what all steps change."""
    parameters = {}
    for index, (name, shape, square) in enumerate(TENSORS):
        # Of a convolution (3, 3, in, out), and of a dense layer (in, out): outputs are columns here,
        # and rows in PyTorch; an orthogonal matrix stays one.
        values = initial(index, shape, square).astype(numpy.float64).reshape(-1, shape[-1])
        values = values if name in HIDDEN else values.reshape(shape)
        parameters[name] = torch.nn.Parameter(torch.from_numpy(values))
    before = {name: p.detach().clone() for name, p in parameters.items()}
    others = [name for name, _, _ in TENSORS if name not in HIDDEN]
    optimizers = [
        torch.optim.Muon(
            [parameters[name] for name in HIDDEN], lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY,
            adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(
            [
                {"params": [parameters[n] for n in others if "weight" in n],
                 "weight_decay": WEIGHT_DECAY},
                {"params": [parameters[n] for n in others if "bias" in n], "weight_decay": 0.0},
            ],
            lr=LEARNING_RATE),
    ]
    for step in range(STEPS):
        for index, (name, shape, _) in enumerate(TENSORS):
            values = gradient(index, step, shape).astype(numpy.float64) / SAMPLES
            parameters[name].grad = torch.from_numpy(values.reshape(parameters[name].shape))
        for optimizer in optimizers:
            optimizer.step()
    return {name: (p.detach() - before[name]).numpy() for name, p in parameters.items()}


def main():
    rounded = changes()
    torch.Tensor.bfloat16 = lambda self: self.clone()
    exact = changes()
    for name, values in exact.items():
        difference = numpy.linalg.norm(rounded[name] - values) / numpy.linalg.norm(values)
        print(f"{name}: bfloat16 changes {difference:.1e}")
        assert difference < 0.02, name
    path = pathlib.Path(__file__).parent.parent / "Tests/ConvNetTests/Fixtures/muon.txt"
    lines = [
        " ".join([f"keras.change.{name}"] + [f"{value:.10g}" for value in golden.sketch(values)])
        for name, values in exact.items()]
    path.write_text("\n".join(lines) + "\n")


main()
