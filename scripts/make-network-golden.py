#!/usr/bin/env python3
"""Writes Tests/ConvNetTests/Fixtures/network.txt: PyTorch's numbers, in float64, for each preset.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install torch numpy
    /tmp/golden/bin/python scripts/make-network-golden.py

Weights, images, keys and dropout masks are not stored: they come from the counter-based generator,
which is written again here, and from the initialisation rules of the design. Weights are kept in
this project's order, convolutions (3, 3, in, out) and dense (H·W·C, out), and permuted for PyTorch.

Each line is a name and its numbers. A tensor of more than 64 elements is stored as a sketch:
element i is added, with a sign, to one of 64 sums, both chosen by the generator. The norm of a
difference of two sketches is on average that of the difference of the tensors.
"""

import pathlib
import sys

import numpy
import torch
from torch.nn import functional

HEIGHT, WIDTH, CHANNELS, CLASSES, SAMPLES, SEED = 16, 19, 2, 5, 4, 3
LABEL_SMOOTHING, LEARNING_RATE, WEIGHT_DECAY, STEPS, FIRST_EPOCH = 0.1, 1e-3, 0.01, 10, 3
PURPOSES = {"initialization": 1, "dropout": 5, "benchmark": 7}
MASK = numpy.uint64(0xFFFFFFFF)


def random_bits(count, seed, purpose, epoch=0, key=0):
    """Elements 0 up to count - 1 of a stream: Philox4x32-10 (Salmon et al., 2011)."""
    blocks = (count + 3) // 4
    words = [
        numpy.arange(blocks, dtype=numpy.uint64),
        numpy.full(blocks, epoch << 8 | PURPOSES[purpose], numpy.uint64),
        numpy.full(blocks, key & 0xFFFFFFFF, numpy.uint64),
        numpy.full(blocks, key >> 32, numpy.uint64),
    ]
    keys = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        a = words[0] * numpy.uint64(0xD2511F53)
        b = words[2] * numpy.uint64(0xCD9E8D57)
        high = numpy.uint64(32)
        words = [
            (b >> high) ^ words[1] ^ numpy.uint64(keys[0]),
            b & MASK,
            (a >> high) ^ words[3] ^ numpy.uint64(keys[1]),
            a & MASK,
        ]
        keys = [(keys[0] + 0x9E3779B9) & 0xFFFFFFFF, (keys[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return numpy.stack(words, axis=1).reshape(-1)[:count].astype(numpy.uint32)


def uniform(count, *stream, **options):
    """Multiples of 2^-24 in [0, 1), as float32."""
    bits = random_bits(count, *stream, **options)
    return (bits >> 8).astype(numpy.float32) * numpy.float32(2**-24)


def sketch(values):
    values = numpy.asarray(values, numpy.float64).reshape(-1)
    if values.size <= 64:
        return values
    bits = random_bits(values.size, 0, "benchmark", key=64)
    signs = numpy.where(bits >> 31, -1.0, 1.0)
    return numpy.bincount(bits & 63, signs * values, minlength=64)


class Model:
    """A network over tensors in this project's layout; `functional` does the work."""

    def __init__(self, preset):
        self.preset = preset
        self.tensors = {}
        self.running = {}
        self.keys = [(i + 1) * 0x9E3779B97F4A7C15 % 2**64 for i in range(SAMPLES)]
        # One pass makes the tensors: a layer asks for them by name and shape.
        with torch.no_grad():
            self.forward(images(), epoch=0)
        for tensor in self.tensors.values():
            tensor.requires_grad_()
        count = sum(2 * len(mean) for mean, _ in self.running.values())
        random = uniform(count, SEED, "benchmark", key=999)
        place = 0
        for mean, variance in self.running.values():
            for tensor, start in ((mean, numpy.float32(0)), (variance, numpy.float32(1))):
                shift = random[place : place + len(tensor)] - numpy.float32(0.5)
                tensor.copy_(torch.from_numpy((start + shift).astype(numpy.float64)))
                place += len(tensor)

    def tensor(self, name, shape, bound=None, constant=None):
        if name not in self.tensors:
            index, count = len(self.tensors), int(numpy.prod(shape))
            if constant is None:
                values = uniform(count, SEED, "initialization", key=index)
                values = -bound + (bound - -bound) * values
            else:
                values = uniform(count, SEED, "benchmark", key=1000 + index)
                half = numpy.float32(0.5)
                values = numpy.float32(constant) + (values - half) * half
            self.tensors[name] = torch.from_numpy(values.reshape(shape).astype(numpy.float64))
        return self.tensors[name]

    def convolution(self, x, number, width, padding, bias=False):
        fan_in = numpy.float32(9 * x.shape[1])
        weight = self.tensor(
            f"convolution{number}.weight", (3, 3, x.shape[1], width),
            bound=numpy.sqrt(numpy.float32(6) / fan_in))
        bias = self.tensor(f"convolution{number}.bias", (width,), constant=0) if bias else None
        return functional.conv2d(x, weight.permute(3, 2, 0, 1), bias, padding=padding)

    def norm(self, x, number, training):
        name, width = f"norm{number}", x.shape[1]
        scale = self.tensor(f"{name}.weight", (width,), constant=1)
        bias = self.tensor(f"{name}.bias", (width,), constant=0)
        if name not in self.running:
            self.running[name] = (
                torch.zeros(width, dtype=torch.float64), torch.ones(width, dtype=torch.float64))
        return functional.batch_norm(
            x, *self.running[name], scale, bias, training=training, momentum=0.1, eps=1e-5)

    def dense(self, x, number, width):
        # (N, C, H, W) to (N, H·W·C).
        if x.dim() == 4:
            x = x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)
        bound = numpy.sqrt(numpy.float32(1) / numpy.float32(x.shape[1]))
        weight = self.tensor(f"dense{number}.weight", (x.shape[1], width), bound=bound)
        bias = self.tensor(f"dense{number}.bias", (width,), bound=bound)
        return x @ weight + bias

    def dropout(self, x, rate, epoch):
        n, c, h, w = x.shape
        kept = numpy.stack([
            uniform(c * h * w, SEED, "dropout", epoch=epoch, key=key) >= numpy.float32(rate)
            for key in self.keys])
        factors = torch.from_numpy(kept / (1 - rate)).reshape(n, h, w, c)
        return x * factors.permute(0, 3, 1, 2)

    def forward(self, x, epoch, training=True):
        def pool(x):
            return functional.max_pool2d(x, 2)

        def block(x, number, width):
            x = self.convolution(x, number, width, padding=1)
            return functional.relu(self.norm(x, number, training))

        if self.preset == "keras":
            for number, width in ((1, 32), (2, 64)):
                x = self.convolution(x, number, width, padding=0, bias=True)
                x = pool(functional.relu(x))
            return self.dense(functional.relu(self.dense(x, 1, 128)), 2, CLASSES)
        if self.preset == "compact":
            number = 0
            for stage in ((16,), (32, 32), (64, 64), (96,)):
                for width in stage:
                    number += 1
                    x = block(x, number, width)
                x = pool(x)
            return self.dense(x, 1, CLASSES)
        for stage, width in enumerate((32, 64, 128, 256)):
            x = block(x, 2 * stage + 1, width)
            branch = self.convolution(x, 2 * stage + 2, width, padding=1)
            x = pool(functional.relu(x + self.norm(branch, 2 * stage + 2, training)))
        if training:
            x = self.dropout(x, 0.2, epoch)
        return self.dense(x, 1, CLASSES)


def images():
    values = [
        uniform(HEIGHT * WIDTH * CHANNELS, SEED, "benchmark", key=sample)
        for sample in range(SAMPLES)]
    values = numpy.stack(values).reshape(SAMPLES, HEIGHT, WIDTH, CHANNELS).astype(numpy.float64)
    return torch.from_numpy(values).permute(0, 3, 1, 2)


def golden(preset):
    model, x = Model(preset), images()
    labels = torch.tensor([(3 * i + 1) % CLASSES for i in range(SAMPLES)])
    with torch.no_grad():
        yield "scores", model.forward(x, 0, training=False)
    norms = [n for n in model.tensors if len(model.tensors[n].shape) == 1]
    weights = [n for n in model.tensors if len(model.tensors[n].shape) > 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": [model.tensors[n] for n in weights], "weight_decay": WEIGHT_DECAY},
            {"params": [model.tensors[n] for n in norms], "weight_decay": 0.0},
        ],
        lr=LEARNING_RATE)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = functional.cross_entropy(
            model.forward(x, FIRST_EPOCH + step), labels, label_smoothing=LABEL_SMOOTHING)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            for name, tensor in model.tensors.items():
                # The program sums over samples and divides once, in the update.
                gradient = (tensor.grad * SAMPLES).numpy()
                yield f"gradient.{name}", sketch(gradient)
                yield f"norm.{name}", [numpy.linalg.norm(gradient)]
            for name, (mean, variance) in model.running.items():
                yield f"first.{name}", sketch(torch.cat([mean, variance]).numpy())
        optimizer.step()
    yield "losses", losses
    for name, (mean, variance) in model.running.items():
        yield f"running.{name}", sketch(torch.cat([mean, variance]).numpy())
    with torch.no_grad():
        yield "trained", model.forward(x, 0, training=False)


def main():
    lines = []
    for preset in ("keras", "compact", "accurate"):
        for name, values in golden(preset):
            numbers = numpy.asarray(values, numpy.float64).reshape(-1)
            lines.append(" ".join([f"{preset}.{name}"] + [f"{v:.10g}" for v in numbers]))
    folder = pathlib.Path(__file__).resolve().parent.parent / "Tests/ConvNetTests/Fixtures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
