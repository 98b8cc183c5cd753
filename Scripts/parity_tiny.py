"""Very small models with random weights, written by the reference converter's library.

They are told apart from noise by their scale: each part adds about as much to the stream as is there,
attention is neither flat nor sharp, and the logits spread over a range of about 20, so that the best
token stands clear of the second at nearly every position.
"""

import gguf
import numpy as np

# "types" is a LLaMA whose tensors are stored in the block types that no trained file at hand has.
ARCHITECTURES = ["llama3", "qwen3", "gemma3", "types"]

PROMPTS = [
    "The quick brown fox jumps over the lazy dog, then rests; it is 12 o'clock.",
    "Window: Untitled Document 1 - Text Editor\n[push button] Save\n  Grüße, 你好 🙂\n\n\n" * 2,
    "a" * 40 + " " * 20 + "".join(chr(33 + 7 * i % 90) for i in range(60)),
]

# What no text of PROMPTS holds, but what a model of the family has.
CONTROL = {
    "types": ["<|endoftext|>"],
    "llama3": ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    "qwen3": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
}
MERGES = ["Ġ t", "h e", "Ġt he", "o x", "Ġ b", "u t", "o w", "a a", "aa aa", "Ġ Ġ", "i n", "d ow"]
PIECES = ["▁t", "he", "▁the", "ox", "▁b", "ut", "ow", "aa", "aaaa", "▁▁", "in", "dow", "▁u", "▁bu"]

SHAPES = {
    "llama3": {"width": 64, "inner": 64, "heads": 2, "kv": 1, "layers": 2},
    "qwen3": {"width": 32, "inner": 64, "heads": 4, "kv": 2, "layers": 2},
    "gemma3": {"width": 32, "inner": 32, "heads": 2, "kv": 1, "layers": 7},
    "types": {"width": 256, "inner": 256, "heads": 8, "kv": 2, "layers": 1},
}
HEAD = 32

# Bytes of a block, where its scale lies, and where its minimum and how large that is for a mean of zero.
BLOCKS = {
    "Q5_1": (24, 0, (2, -15.5)),
    "IQ4_NL": (18, 0, None),
    "Q2_K": (84, 80, (82, 1.5)),
    "Q3_K": (110, 108, None),
    "Q5_K": (176, 0, (2, 15.5)),
}
STORED = {
    "attn_q": "Q2_K",
    "attn_k": "Q3_K",
    "attn_v": "Q5_K",
    "attn_output": "IQ4_NL",
    "ffn_gate": "Q5_1",
    "ffn_up": "Q5_K",
    "ffn_down": "Q3_K",
}


def printable_bytes():
    letters, spare = [], 256
    for byte in range(256):
        if 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174:
            letters.append(chr(byte))
        else:
            letters.append(chr(spare))
            spare += 1
    return letters


def add_byte_pairs(writer, architecture):
    tokens = printable_bytes() + [merge.replace(" ", "") for merge in MERGES]
    kinds = [gguf.TokenType.NORMAL] * len(tokens) + [gguf.TokenType.CONTROL] * len(CONTROL[architecture])
    tokens += CONTROL[architecture]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre({"llama3": "llama-bpe", "qwen3": "qwen2", "types": "smollm"}[architecture])
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(len(tokens) - len(CONTROL[architecture]))
    writer.add_eos_token_id(len(tokens) - 1)
    if architecture != "llama3":
        writer.add_add_bos_token(False)
    return len(tokens)


def add_pieces(writer):
    tokens = [(text, -1000.0, gguf.TokenType.CONTROL) for text in ["<pad>", "<eos>", "<bos>"]]
    tokens.append(("<unk>", -1000.0, gguf.TokenType.UNKNOWN))
    tokens += [(text, -1000.0, gguf.TokenType.CONTROL) for text in ["<start_of_turn>", "<end_of_turn>"]]
    tokens += [("\n" * count, -1000.0, gguf.TokenType.USER_DEFINED) for count in (1, 2, 3)]
    tokens += [(f"<0x{byte:02X}>", -1000.0, gguf.TokenType.BYTE) for byte in range(256)]
    tokens += [(text, -float(rank), gguf.TokenType.NORMAL) for rank, text in enumerate(PIECES)]
    letters = ["▁"] + [chr(code) for code in range(33, 127)] + ["ü", "ß", "你"]
    tokens += [(text, -1000.0 - rank, gguf.TokenType.NORMAL) for rank, text in enumerate(letters)]
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([text for text, _, _ in tokens])
    writer.add_token_scores([score for _, score, _ in tokens])
    writer.add_token_types([kind for _, _, kind in tokens])
    writer.add_bos_token_id(2)
    writer.add_eos_token_id(1)
    writer.add_unk_token_id(3)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    return len(tokens)


def random_blocks(random, kind, rows, columns, deviation):
    """Blocks of random codes whose values have a mean near zero and this deviation."""
    bytes_per_block, scale, minimum = BLOCKS[kind]
    quantization = gguf.GGMLQuantizationType[kind]
    count = columns // gguf.GGML_QUANT_SIZES[quantization][0]
    raw = random.integers(0, 256, (rows, count, bytes_per_block), dtype=np.uint8)

    def put(value):
        for at, number in [(scale, value)] + ([(minimum[0], minimum[1] * value)] if minimum else []):
            raw[:, :, at : at + 2] = np.frombuffer(np.float16(number).tobytes(), np.uint8)

    put(1.0)
    put(deviation / gguf.quants.dequantize(raw.reshape(rows, -1), quantization).std())
    return raw.reshape(rows, -1), quantization


def write_model(path, architecture):
    shape = SHAPES[architecture]
    name = architecture if architecture in ("qwen3", "gemma3") else "llama"
    writer = gguf.GGUFWriter(path, name)
    random = np.random.Generator(np.random.PCG64(sum(architecture.encode())))
    writer.add_name(f"Random {architecture}")
    writer.add_description("random weights, made by Scripts/parity-fixtures.py for tests")
    writer.add_context_length(1024)
    writer.add_embedding_length(shape["width"])
    writer.add_block_count(shape["layers"])
    writer.add_feed_forward_length(shape["inner"])
    writer.add_head_count(shape["heads"])
    writer.add_head_count_kv(shape["kv"])
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    bases = {"llama3": 500_000.0, "qwen3": 1_000_000.0, "gemma3": 1_000_000.0, "types": 10_000.0}
    writer.add_rope_freq_base(bases[architecture])
    if name == "llama":
        writer.add_rope_dimension_count(HEAD)
    if architecture == "gemma3":
        # Shorter than the prompts, so that windows slide; layers 0 to 4 and 6 have one.
        writer.add_sliding_window(20)
        size = add_pieces(writer)
    else:
        size = add_byte_pairs(writer, architecture)

    def matrix(name, rows, columns, scale=1.0):
        deviation = scale / np.sqrt(columns)
        if architecture == "types":
            kind = STORED.get(name.split(".")[-2])
            if kind:
                raw, quantization = random_blocks(random, kind, rows, columns, deviation)
                writer.add_tensor(name, raw, raw_dtype=quantization)
                return
        values = (random.standard_normal((rows, columns)) * deviation).astype(np.float32)
        if architecture == "types":
            raw = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(name, raw, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(name, values)

    def norm(name, size):
        writer.add_tensor(name, random.uniform(0.5, 1.5, size).astype(np.float32))

    width, inner, query, kv = shape["width"], shape["inner"], shape["heads"] * HEAD, shape["kv"] * HEAD
    tied = architecture in ("gemma3", "types")
    # A tied matrix gives the logits too: rows of length about 5 make them spread.
    matrix("token_embd.weight", size, width, 5.0 if tied else np.sqrt(width))
    if not tied:
        matrix("output.weight", size, width, 5.0)
    norm("output_norm.weight", width)
    if architecture == "llama3":
        factors = np.repeat([1.0, 2.5, 8.0], [6, 4, 6]).astype(np.float32)
        writer.add_tensor("rope_freqs.weight", factors)
    for layer in range(shape["layers"]):
        block = f"blk.{layer}."
        norm(block + "attn_norm.weight", width)
        matrix(block + "attn_q.weight", query, width, 1.5)
        matrix(block + "attn_k.weight", kv, width, 1.5)
        matrix(block + "attn_v.weight", kv, width)
        matrix(block + "attn_output.weight", width, query, 2.0)
        norm(block + "ffn_norm.weight", width)
        matrix(block + "ffn_gate.weight", inner, width, 1.5)
        matrix(block + "ffn_up.weight", inner, width, 1.5)
        matrix(block + "ffn_down.weight", width, inner, 1.5)
        if name != "llama":
            norm(block + "attn_q_norm.weight", HEAD)
            norm(block + "attn_k_norm.weight", HEAD)
        if architecture == "gemma3":
            norm(block + "post_attention_norm.weight", width)
            norm(block + "post_ffw_norm.weight", width)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
