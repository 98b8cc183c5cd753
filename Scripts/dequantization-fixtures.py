#!/usr/bin/env python3
"""Writes Tests/KernelsTests/DequantizationFixture.swift: what the reference reader makes of weights.

For each block type of GGUF that the kernels read: 256 elements of random codes, and their values as
the Python library `gguf` 0.19 (`pip install gguf`) dequantizes them. Deterministic; run it again only
for a new type, and read the difference.
"""

import os
import random

import gguf
import numpy

# By type, where the 16-bit scales of a block lie: they are kept small and finite.
SCALES = {
    "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "IQ4_NL": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208],
}
OUT = os.path.join(os.path.dirname(__file__), "../Tests/KernelsTests/DequantizationFixture.swift")


def block(number, size, scales):
    data = bytearray(number.randrange(256) for _ in range(size))
    for at in scales:
        data[at + 1] = data[at + 1] & 0x83 | 0x1C
    return bytes(data)


def lines(data):
    text = data.hex()
    return "\n".join("            " + text[i : i + 96] for i in range(0, len(text), 96))


def main():
    number = random.Random(20)
    with open(OUT, "w", encoding="utf-8") as out:
        out.write("// Made by Scripts/dequantization-fixtures.py.\n\n")
        out.write("/// Blocks of weights, and the bits of the floats the reference reader makes of them.\n")
        out.write("let dequantizationFixture: [(type: UInt32, blocks: String, values: String)] = [\n")
        for name, scales in SCALES.items():
            kind = gguf.GGMLQuantizationType[name]
            elements, size = gguf.GGML_QUANT_SIZES[kind]
            data = b"".join(block(number, size, scales) for _ in range(256 // elements))
            values = gguf.quants.dequantize(numpy.frombuffer(data, numpy.uint8), kind)
            bits = values.astype(">f4").tobytes()
            out.write(f"    // {name}\n    (\n        {int(kind)},\n")
            out.write(f'        """\n{lines(data)}\n        """,\n'.replace("            ", "        "))
            out.write(f'        """\n{lines(bits)}\n        """\n    ),\n'.replace("            ", "        "))
        out.write("]\n")


main()
