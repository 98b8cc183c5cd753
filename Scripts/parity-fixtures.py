#!/usr/bin/env python3
"""Record what llama.cpp computes, for the tests that compare with it.

Run once, when models or prompts change; the tests only read the result. Needs the Python
binding llama-cpp-python 0.3.36 (`pip install llama-cpp-python`) and the model files
that `lam model pull` fetches.

    Scripts/parity-fixtures.py --models ~/.local/share/lam/models --tests Tests

To use shared libraries built elsewhere, set LLAMA_CPP_LIB_PATH to their folder.
"""

import argparse
import ctypes
import json
import os
import tempfile

import jinja2
import numpy as np
import llama_cpp.llama_cpp as llama

import parity_gguf
import parity_strings

SMALL = "SmolLM2-135M-Instruct.Q4_1.gguf"
CODER_0_5B = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
CODER_1_5B = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"

F32, F16 = 0, 1


def write(path, value):
    """Write JSON with one short line for each innermost list of numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("],[", "],\n[").replace("},{", "},\n{")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    size = os.path.getsize(path)
    assert size < 300_000, f"{path} has {size} bytes, the repository takes fixtures under 300 kB"
    print(f"{path}: {size} bytes")


class Vocabulary:
    """A model file, loaded far enough to tokenize."""

    def __init__(self, path, weights=False):
        parameters = llama.llama_model_default_params()
        parameters.vocab_only = not weights
        parameters.use_mmap = True
        self.model = llama.llama_model_load_from_file(os.fsencode(path), parameters)
        assert self.model, f"cannot load {path}"
        self.vocab = llama.llama_model_get_vocab(self.model)

    def close(self):
        llama.llama_model_free(self.model)

    def encode(self, text, special):
        data = text.encode("utf-8")
        room = len(data) + 16
        ids = (llama.llama_token * room)()
        count = llama.llama_tokenize(self.vocab, data, len(data), ids, room, False, special)
        assert count >= 0
        return list(ids[:count])

    def piece(self, token):
        buffer = ctypes.create_string_buffer(512)
        count = llama.llama_token_to_piece(self.vocab, token, buffer, 512, 0, True)
        assert count >= 0
        return buffer.raw[:count]


def top_logits(path, prompts, kv):
    """The ten largest logits after every token of every prompt."""
    loaded = Vocabulary(path, weights=True)
    size = llama.llama_vocab_n_tokens(loaded.vocab)
    recorded = []
    for text in prompts:
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = 1024
        parameters.n_batch = parameters.n_ubatch = 512
        parameters.type_k = parameters.type_v = kv
        parameters.flash_attn_type = 0
        parameters.n_threads = parameters.n_threads_batch = 2
        context = llama.llama_init_from_model(loaded.model, parameters)
        tokens = loaded.encode(text, True)
        batch = llama.llama_batch_init(len(tokens), 0, 1)
        for position, token in enumerate(tokens):
            batch.token[position] = token
            batch.pos[position] = position
            batch.n_seq_id[position] = 1
            batch.seq_id[position][0] = 0
            batch.logits[position] = 1
        batch.n_tokens = len(tokens)
        assert llama.llama_decode(context, batch) == 0
        ids, values = [], []
        for position in range(len(tokens)):
            pointer = llama.llama_get_logits_ith(context, position)
            logits = np.ctypeslib.as_array(pointer, (size,))
            best = np.argsort(-logits, kind="stable")[:10]
            ids.append([int(i) for i in best])
            values.append([round(float(logits[i]), 4) for i in best])
        recorded.append({"text": text, "tokens": tokens, "ids": ids, "logits": values})
        llama.llama_batch_free(batch)
        llama.llama_free(context)
    loaded.close()
    return recorded


def logits_fixture(out, name, path, prompts, weights, kv=F16):
    value = {
        "model": os.path.basename(path) if weights == "file" else SMALL,
        "weights": weights,
        "kv": {F16: "f16", F32: "f32"}[kv],
        "flashAttention": False,
        "prompts": top_logits(path, prompts, kv),
    }
    positions = sum(len(prompt["tokens"]) for prompt in value["prompts"])
    print(f"{name}: {positions} positions")
    write(os.path.join(out, name), value)


def token_fixture(out, name, path, strings):
    vocabulary = Vocabulary(path)
    cases = []
    for text in strings:
        plain = vocabulary.encode(text, False)
        parsed = vocabulary.encode(text, True)
        case = {"text": text, "ids": plain}
        if parsed != plain:
            case["parsed"] = parsed
        cases.append(case)
    vocabulary.close()
    write(os.path.join(out, name), {"model": os.path.basename(path), "cases": cases})


def split_fixture(out, name, strings):
    """The words that Llama 3's pre-tokenizer makes of the strings.

    llama.cpp takes a word that is a token as a whole without merging it when this pre-tokenizer
    is used. So with a vocabulary of every part of every string each token is one word, and no
    vocabulary of Llama 3's is needed.
    """
    strings = [text for text in strings if len(text) <= 80]
    tokens = {bytes([byte]): None for byte in range(256)}
    for text in strings:
        for start in range(len(text)):
            for end in range(start + 1, len(text) + 1):
                tokens[text[start:end].encode("utf-8")] = None
    tokens = list(tokens)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "parts.gguf")
        parity_gguf.write_vocabulary(path, tokens, "llama-bpe")
        vocabulary = Vocabulary(path)
        cases = []
        for text in strings:
            words = [tokens[token].decode("utf-8") for token in vocabulary.encode(text, False)]
            assert "".join(words) == text
            cases.append({"text": text, "words": words})
        vocabulary.close()
    write(os.path.join(out, name), {"pre": "llama-bpe", "cases": cases})


def metadata(vocabulary, key):
    buffer = ctypes.create_string_buffer(1 << 16)
    count = llama.llama_model_meta_val_str(vocabulary.model, key.encode(), buffer, len(buffer))
    assert count >= 0
    return buffer.value.decode("utf-8")


def chat_fixture(out, name, paths):
    """What the models' own Jinja templates make of some conversations, run as transformers does."""
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)
    cases = []
    for path in paths:
        vocabulary = Vocabulary(path)
        template = environment.from_string(metadata(vocabulary, "tokenizer.chat_template"))
        for turns in parity_strings.CONVERSATIONS:
            messages = [{"role": role, "content": text} for role, text in turns]
            text = template.render(messages=messages, add_generation_prompt=True, tools=None)
            ids = vocabulary.encode(text, True)
            cases.append({"model": os.path.basename(path), "turns": turns, "text": text, "ids": ids})
        vocabulary.close()
    for turns in parity_strings.CONVERSATIONS:
        chat = (llama.llama_chat_message * len(turns))()
        for slot, (role, text) in zip(chat, turns):
            slot.role, slot.content = role.encode(), text.encode()
        buffer = ctypes.create_string_buffer(1 << 16)
        count = llama.llama_chat_apply_template(b"llama3", chat, len(turns), True, buffer, len(buffer))
        cases.append({"model": "llama3", "turns": turns, "text": buffer.raw[:count].decode("utf-8")})
    write(os.path.join(out, name), cases)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--models", required=True, help="the folder of the model files")
    parser.add_argument("--tests", required=True, help="the repository's Tests folder")
    parser.add_argument("--only", choices=["tokens", "logits"], help="make one kind of fixture")
    options = parser.parse_args()

    log = llama.llama_log_callback(lambda level, text, data: None)
    llama.llama_log_set(log, None)
    llama.llama_backend_init()

    def model(name):
        return os.path.join(options.models, name)

    if options.only != "logits":
        out = os.path.join(options.tests, "ModelsTests/Fixtures")
        token_fixture(out, "tokens-smollm.json", model(SMALL), parity_strings.STRINGS)
        token_fixture(out, "tokens-qwen2.json", model(CODER_1_5B), parity_strings.STRINGS)
        split_fixture(out, "words-llama3.json", parity_strings.STRINGS)
        chat_fixture(out, "chat.json", [model(SMALL), model(CODER_1_5B)])
    if options.only != "tokens":
        out = os.path.join(options.tests, "InferenceTests/Fixtures")
        logits_fixture(out, "logits-smollm-q4_1.json", model(SMALL), parity_strings.PROMPTS, "file")
        with tempfile.TemporaryDirectory() as folder:
            # llama.cpp rounds activations to halves when it multiplies by F16 weights. The same
            # values stored as F32 show what exact arithmetic gives; the last one is the ideal.
            variants = [
                ("f16", parity_gguf.F16, False, F16),
                ("f16-as-f32", parity_gguf.F32, True, F16),
                ("f32", parity_gguf.F32, False, F32),
            ]
            for weights, kind, halved, kv in variants:
                path = os.path.join(folder, f"{weights}.gguf")
                parity_gguf.widen(model(SMALL), path, kind, halved)
                name = f"logits-smollm-{weights}.json"
                logits_fixture(out, name, path, parity_strings.PROMPTS, weights, kv)
                os.remove(path)
        few = parity_strings.PROMPTS[:3]
        logits_fixture(out, "logits-qwen-0.5b.json", model(CODER_0_5B), few, "file")
        logits_fixture(out, "logits-qwen-1.5b.json", model(CODER_1_5B), few, "file")


if __name__ == "__main__":
    main()
