"""Rewrite a GGUF file with its quantized tensors widened, by a procedure tests can repeat.

Every block is decoded in 32-bit floats as value = scale * code + minimum (Q4_1) or
scale * code (Q8_0), the product and the sum each rounded once; for F16 the result is then
rounded to the nearest half, ties to even. Metadata is copied unchanged, tensors keep their
order and names, those stored as F32 stay as they are.
"""

import struct

import gguf
import numpy as np

F32, F16, Q4_1, Q8_0 = 0, 1, 3, 8
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
BLOCKS = {F32: (1, 4), F16: (1, 2), Q4_1: (32, 20), Q8_0: (32, 34)}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, form):
        value = struct.unpack_from("<" + form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def string(self):
        length = self.number("Q")
        self.at += length
        return self.data[self.at - length : self.at]

    def skip_value(self, kind):
        if kind == 8:
            self.string()
        elif kind == 9:
            element, count = self.number("I"), self.number("Q")
            for _ in range(count):
                self.skip_value(element)
        else:
            self.at += SIZES[kind]


def decode(raw, kind):
    if kind == F32:
        return raw.view("<f4")
    if kind == Q8_0:
        blocks = raw.reshape(-1, 34)
        scale = blocks[:, :2].copy().view("<f2").astype("<f4")
        return (scale * blocks[:, 2:].view(np.int8).astype("<f4")).reshape(-1)
    if kind == Q4_1:
        blocks = raw.reshape(-1, 20)
        scale = blocks[:, :2].copy().view("<f2").astype("<f4")
        minimum = blocks[:, 2:4].copy().view("<f2").astype("<f4")
        codes = blocks[:, 4:]
        codes = np.concatenate([codes & 15, codes >> 4], axis=1).astype("<f4")
        return (scale * codes + minimum).reshape(-1)
    raise ValueError(f"tensor type {kind}")


def widen(source, target, kind, halved=False):
    """Write `source` with its quantized tensors as `kind`; `halved` rounds to halves first."""
    with open(source, "rb") as file:
        data = file.read()
    reader = Reader(data)
    assert reader.data[:4] == b"GGUF"
    reader.at = 8
    tensors, keys = reader.number("Q"), reader.number("Q")
    for _ in range(keys):
        reader.string()
        reader.skip_value(reader.number("I"))
    head = data[: reader.at]
    infos = []
    for _ in range(tensors):
        name = reader.string()
        shape = [reader.number("Q") for _ in range(reader.number("I"))]
        infos.append((name, shape, reader.number("I"), reader.number("Q")))
    start = -(-reader.at // 32) * 32

    def stored(old):
        return F32 if old == F32 else kind

    table, offset = b"", 0
    for name, shape, old, _ in infos:
        table += struct.pack("<Q", len(name)) + name + struct.pack("<I", len(shape))
        table += struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", stored(old), offset)
        size = int(np.prod(shape)) * BLOCKS[stored(old)][1]
        offset += -(-size // 32) * 32
    with open(target, "wb") as file:
        file.write(head + table)
        file.write(b"\0" * (-file.tell() % 32))
        for name, shape, old, at in infos:
            count = int(np.prod(shape))
            elements, size = BLOCKS[old]
            begin = start + at
            raw = np.frombuffer(data, np.uint8, count // elements * size, begin)
            values = decode(raw, old)
            if halved and old != F32:
                values = values.astype("<f2")
            file.write(values.astype("<f2" if stored(old) == F16 else "<f4").tobytes())
            file.write(b"\0" * (-file.tell() % 32))


def printable(data):
    """Bytes in GPT-2's printable alphabet."""
    letters, spare = {}, 256
    for byte in range(256):
        if 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174:
            letters[byte] = chr(byte)
        else:
            letters[byte] = chr(spare)
            spare += 1
    return "".join(letters[byte] for byte in data)


def write_vocabulary(target, tokens, pre):
    """Write a file that holds nothing but a byte-level vocabulary without merges."""

    def string(text):
        data = text.encode("utf-8")
        return struct.pack("<Q", len(data)) + data

    pairs = []
    for key, text in [("general.architecture", "llama"), ("tokenizer.ggml.model", "gpt2")]:
        pairs.append(string(key) + struct.pack("<I", 8) + string(text))
    pairs.append(string("tokenizer.ggml.pre") + struct.pack("<I", 8) + string(pre))
    for key, texts in [("tokens", [printable(token) for token in tokens]), ("merges", [])]:
        head = string(f"tokenizer.ggml.{key}") + struct.pack("<IIQ", 9, 8, len(texts))
        pairs.append(head + b"".join(string(text) for text in texts))
    kinds = struct.pack("<IIQ", 9, 5, len(tokens)) + struct.pack(f"<{len(tokens)}i", *[1] * len(tokens))
    pairs.append(string("tokenizer.ggml.token_type") + kinds)
    with open(target, "wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs))

def widen_any(source, target):
    """Write `source`, of any types, with every tensor decoded to F32."""
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.fields["general.architecture"].contents())
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        kind = field.types[0]
        element = field.types[1] if kind == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(key, field.contents(), kind, sub_type=element)
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        writer.add_tensor(tensor.name, values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
