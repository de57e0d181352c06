#!/usr/bin/env python3
"""Writes Tests/ImagesTests/Fixtures: small PNGs of every form, with the grey levels that they
must decode to, and damaged ones with a word of the message that they must cause.

Only zlib is used, so the files and the expected levels are independent of libpng. The output is
the same on every run up to zlib's version: `scripts/make-png-fixtures.py` and `git diff`.
"""

import pathlib
import random
import struct
import zlib

HEIGHT, WIDTH = 9, 13
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/ImagesTests/Fixtures"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Top, left, step down and step right of the seven passes.
ADAM7 = [
    (0, 0, 8, 8),
    (0, 4, 8, 8),
    (4, 0, 8, 4),
    (0, 2, 4, 4),
    (2, 0, 4, 2),
    (0, 1, 2, 2),
    (1, 0, 2, 1),
]


def chunk(name, data, crc_mask=0):
    crc = zlib.crc32(name + data) ^ crc_mask
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def header(colour, depth, height=HEIGHT, width=WIDTH, interlaced=False):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def packed_row(row, depth):
    """The samples of a row, most significant bits first."""
    if depth == 16:
        return b"".join(struct.pack(">H", sample) for sample in row)
    bits = "".join(format(sample, f"0{depth}b") for sample in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def filtered(row, previous, step, kind):
    """PNG's row filters 0 to 4."""
    result = bytearray([kind])
    for i, byte in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = previous[i]
        c = previous[i - step] if i >= step else 0
        p = a + b - c
        paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        result.append((byte - [0, a, b, (a + b) // 2, paeth][kind]) & 255)
    return bytes(result)


def image_data(pixels, colour, depth, interlaced=False):
    step = max(1, CHANNELS[colour] * depth // 8)
    data = b""
    for top, left, down, right in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        previous = None
        for number, line in enumerate(pixels[top::down]):
            samples = [sample for pixel in line[left::right] for sample in pixel]
            if not samples:
                continue
            row = packed_row(samples, depth)
            data += filtered(row, previous or bytes(len(row)), step, number % 5)
            previous = row
    return data


def png(pixels, colour, depth, interlaced=False, before=b"", after=b""):
    data = zlib.compress(image_data(pixels, colour, depth, interlaced), 9)
    return (
        SIGNATURE
        + header(colour, depth, len(pixels), len(pixels[0]), interlaced)
        + before
        + chunk(b"IDAT", data[: len(data) // 2])
        + chunk(b"IDAT", data[len(data) // 2 :])
        + after
        + chunk(b"IEND", b"")
    )


SIGNATURE = b"\x89PNG\r\n\x1a\n"


def to_8_bits(sample, depth):
    return (sample + 128) // 257 if depth == 16 else sample * 255 // (2**depth - 1)


def luma(red, green, blue):
    return (299 * red + 587 * green + 114 * blue + 500) // 1000


def over_background(greys_and_alphas):
    ink = sum(grey * alpha for grey, alpha in greys_and_alphas)
    background = 0 if ink > 127 * sum(alpha for _, alpha in greys_and_alphas) else 255
    return [(g * a + background * (255 - a) + 127) // 255 for g, a in greys_and_alphas]


def expected(pixels, colour, depth, palette=None, alphas=None, transparent=None):
    flat = [pixel for line in pixels for pixel in line]
    result = []
    for pixel in flat:
        alpha = 255
        if colour == 3:
            red, green, blue = palette[pixel[0]]
            alpha = alphas[pixel[0]] if alphas and pixel[0] < len(alphas) else 255
        else:
            if transparent is not None and pixel == transparent:
                alpha = 0
            eight = [to_8_bits(sample, depth) for sample in pixel]
            if colour in (4, 6):
                alpha = eight.pop()
            red, green, blue = eight if len(eight) == 3 else eight * 3
        result.append((luma(red, green, blue), alpha))
    has_alpha = colour in (4, 6) or alphas is not None or transparent is not None
    return over_background(result) if has_alpha else [grey for grey, _ in result]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    numbers = random.Random(7)
    good, bad = [], []

    def noise(colour, depth, limit=None, dark=False, height=HEIGHT, width=WIDTH):
        top = limit or 2**depth
        end = top // 2 if dark else top
        return [
            [tuple(numbers.randrange(end) for _ in range(CHANNELS[colour])) for _ in range(width)]
            for _ in range(height)
        ]

    def add(name, data, levels, height=HEIGHT, width=WIDTH):
        (FOLDER / f"{name}.png").write_bytes(data)
        good.append(f"{name} {height} {width} {bytes(levels).hex()}")

    def add_bad(name, data, word):
        (FOLDER / f"{name}.png").write_bytes(data)
        bad.append(f"{name} {word}")

    for colour, depths in {0: [1, 2, 4, 8, 16], 2: [8, 16], 4: [8, 16], 6: [8, 16]}.items():
        for depth in depths:
            for interlaced in (False, True):
                pixels = noise(colour, depth)
                kind = {0: "grey", 2: "rgb", 4: "grey-alpha", 6: "rgba"}[colour]
                name = f"{kind}-{depth}{'-interlaced' if interlaced else ''}"
                add(name, png(pixels, colour, depth, interlaced), expected(pixels, colour, depth))
    for depth in (1, 2, 4, 8):
        size = min(2**depth, 100)
        palette = [tuple(numbers.randrange(256) for _ in range(3)) for _ in range(size)]
        pixels = noise(3, depth, limit=len(palette))
        plte = chunk(b"PLTE", bytes(value for entry in palette for value in entry))
        levels = expected(pixels, 3, depth, palette)
        add(f"palette-{depth}", png(pixels, 3, depth, before=plte), levels)
        alphas = [numbers.randrange(256) for _ in range(len(palette) - 1)]
        add(
            f"palette-{depth}-transparent-interlaced",
            png(pixels, 3, depth, True, before=plte + chunk(b"tRNS", bytes(alphas))),
            expected(pixels, 3, depth, palette, alphas),
        )
    for depth in (4, 8, 16):
        pixels = noise(0, depth)
        pixels[0][1] = pixels[5][5] = pixels[0][0]
        data = chunk(b"tRNS", struct.pack(">H", pixels[0][0][0]))
        levels = expected(pixels, 0, depth, transparent=pixels[0][0])
        add(f"grey-{depth}-transparent", png(pixels, 0, depth, before=data), levels)
    pixels = noise(2, 16)
    pixels[2][2] = pixels[0][0]
    data = chunk(b"tRNS", struct.pack(">HHH", *pixels[0][0]))
    levels = expected(pixels, 2, 16, transparent=pixels[0][0])
    add("rgb-16-transparent", png(pixels, 2, 16, before=data), levels)
    dark = noise(6, 8, dark=True)
    add("rgba-8-dark-ink", png(dark, 6, 8), expected(dark, 6, 8))
    clear = [[(numbers.randrange(256), 0) for _ in range(WIDTH)] for _ in range(HEIGHT)]
    add("grey-alpha-8-clear", png(clear, 4, 8), [255] * (HEIGHT * WIDTH))

    plain = noise(0, 8)
    bomb = chunk(b"zTXt", b"bomb\0\0" + zlib.compress(bytes(8_000_000), 9))
    extras = (
        chunk(b"gAMA", struct.pack(">I", 220000))
        + chunk(b"bKGD", struct.pack(">H", 77))
        + chunk(b"iCCP", b"profile\0\0" + zlib.compress(b"not a profile"))
        + bomb
        + chunk(b"abCd", b"private")
    )
    add("grey-8-other-chunks", png(plain, 0, 8, before=extras), expected(plain, 0, 8))
    whole = png(plain, 0, 8)
    levels = expected(plain, 0, 8)
    add("grey-8-trailing-bytes", whole + b"trailing bytes", levels)

    # Sides so short that passes of the interlacing are empty, and rows fill a part of a byte.
    for height, width in [(1, 1), (1, 5), (6, 1), (2, 3), (28, 2)]:
        for colour, depth, interlaced in [(0, 1, True), (0, 8, False), (6, 8, True)]:
            pixels = noise(colour, depth, height=height, width=width)
            kind = f"{'grey' if colour == 0 else 'rgba'}-{depth}-{height}x{width}"
            name = f"{kind}-interlaced" if interlaced else kind
            data = png(pixels, colour, depth, interlaced)
            add(name, data, expected(pixels, colour, depth), height, width)

    raw = image_data(plain, 0, 8)
    text = chunk(b"tEXt", b"Title\0letter", crc_mask=1)
    unknown = chunk(b"ABCD", b"")

    def with_header(head, data=raw, crc_mask=0):
        body = chunk(b"IDAT", zlib.compress(data), crc_mask) if data else b""
        return SIGNATURE + head + body + chunk(b"IEND", b"")

    add_bad("truncated", whole[: len(whole) // 2], "too early")
    add_bad("truncated-before-end", whole[:-12], "too early")
    add_bad("truncated-header", whole[:20], "header")
    add_bad("crc-of-image-data", with_header(header(0, 8), crc_mask=4), "CRC")
    add_bad("crc-of-header", whole[:29] + bytes([whole[29] ^ 1]) + whole[30:], "CRC")
    add_bad("crc-of-text", png(plain, 0, 8, before=text), "CRC")
    add_bad("too-few-rows", with_header(header(0, 8), raw[:60]), "data")
    add_bad("no-image-data", with_header(header(0, 8), b""), "IEND")
    add_bad("no-palette", with_header(header(3, 8)), "PLTE")
    add_bad("unknown-colour-type", with_header(header(5, 8)), "IHDR")
    add_bad("depth-3", with_header(header(0, 3)), "IHDR")
    add_bad("unknown-critical-chunk", png(plain, 0, 8, before=unknown), "critical")
    add_bad("20000x20000", with_header(header(0, 8, 20000, 20000)), "20000×20000")
    add_bad("width-0", with_header(header(0, 8, 9, 0)), "0×9")
    add_bad("height-4097", with_header(header(0, 8, 4097, 4)), "4×4097")
    add_bad("height-0", with_header(header(0, 8, 0, 13)), "13×0")
    add_bad("text", b"This is no picture at all.\n", "not a PNG")
    add_bad("empty", b"", "empty")

    (FOLDER / "good.txt").write_text("\n".join(good) + "\n")
    (FOLDER / "bad.txt").write_text("\n".join(bad) + "\n")


if __name__ == "__main__":
    assert all((v + 128) // 257 == (v * 255 + 32767) // 65535 for v in range(65536))
    main()
