#!/usr/bin/env python3
"""Record what llama.cpp computes, for the tests that compare with it.

Run once, when models or prompts change; the tests only read the result. Needs the Python
binding llama-cpp-python 0.3.36 (`pip install llama-cpp-python`), gguf 0.19, numpy and jinja2,
and the model files that `lam model pull` fetches.

    Scripts/parity-fixtures.py --models ~/.local/share/lam/models --tests Tests

To use shared libraries built elsewhere, set LLAMA_CPP_LIB_PATH to their folder.
"""

import argparse
import ctypes
import itertools
import json
import os
import tempfile

import jinja2
import llama_cpp.llama_cpp as llama

import parity_gguf
import parity_strings
import parity_tiny
from parity_llama import F16, F32, Vocabulary, add_alone, divergence, itself, top_logits, write

SMALL = "SmolLM2-135M-Instruct.Q4_1.gguf"
CODER_0_5B = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
CODER_1_5B = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
GEMMA = "gemma-3-270m-q4_k_m.gguf"

def logits_fixture(out, name, path, prompts, weights, kv=F16, model=None):
    value = {
        "model": os.path.basename(model or path),
        "weights": weights,
        "kv": {F16: "f16", F32: "f32"}[kv],
        "flashAttention": False,
        "prompts": top_logits(path, prompts, kv),
    }
    if weights == "file":
        add_alone(path, value["prompts"], kv)
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
    # Of these no model file is at hand, so llama.cpp's own words for their layouts are recorded.
    for style, turns in itertools.product(["llama3", "gemma"], parity_strings.CONVERSATIONS):
        chat = (llama.llama_chat_message * len(turns))()
        for slot, (role, text) in zip(chat, turns):
            slot.role, slot.content = role.encode(), text.encode()
        buffer = ctypes.create_string_buffer(1 << 16)
        count = llama.llama_chat_apply_template(style.encode(), chat, len(turns), True, buffer, len(buffer))
        cases.append({"model": style, "turns": turns, "text": buffer.raw[:count].decode("utf-8")})
    write(os.path.join(out, name), cases)


def make_tokens(models, tests):
    out = os.path.join(tests, "ModelsTests/Fixtures")
    for name, file in [("smollm", SMALL), ("qwen2", CODER_1_5B), ("gemma3", GEMMA)]:
        token_fixture(out, f"tokens-{name}.json", os.path.join(models, file), parity_strings.STRINGS)
    split_fixture(out, "words-llama3.json", parity_strings.STRINGS)
    chat_fixture(out, "chat.json", [os.path.join(models, file) for file in (SMALL, CODER_1_5B)])


def make_logits(models, tests):
    out = os.path.join(tests, "InferenceTests/Fixtures")
    small = os.path.join(models, SMALL)
    logits_fixture(out, "logits-smollm-q4_1.json", small, parity_strings.PROMPTS, "file")
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
            parity_gguf.widen(small, path, kind, halved)
            name = f"logits-smollm-{weights}.json"
            logits_fixture(out, name, path, parity_strings.PROMPTS, weights, kv, SMALL)
            os.remove(path)
    few = parity_strings.PROMPTS[:3]
    for name, file in [("qwen-0.5b", CODER_0_5B), ("qwen-1.5b", CODER_1_5B), ("gemma-270m", GEMMA)]:
        logits_fixture(out, f"logits-{name}.json", os.path.join(models, file), few, "file")


def make_exact(models, tests):
    """How far llama.cpp itself is from exact arithmetic on the quantized files."""
    out = os.path.join(tests, "InferenceTests/Fixtures")
    recorded = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, file, prompts in [
            ("smollm-q4_1", SMALL, parity_strings.PROMPTS),
            ("gemma-270m", GEMMA, parity_strings.PROMPTS[:3]),
            ("tiny-types", os.path.abspath(os.path.join(out, "tiny-types.gguf")), parity_tiny.PROMPTS),
        ]:
            source = os.path.join(models, file)
            exact = os.path.join(folder, "exact.gguf")
            if file == SMALL:
                parity_gguf.widen(source, exact, parity_gguf.F32, True)
            else:
                parity_gguf.widen_any(source, exact)
                logits_fixture(out, f"logits-{name}-f32.json", exact, prompts, "f32", model=file)
            recorded[name] = divergence(source, exact, prompts)
            os.remove(exact)
    write(os.path.join(out, "divergence.json"), recorded)


def make_tiny(models, tests):
    """Small models of random weights, for architectures of which no trained file is at hand."""
    out = os.path.join(tests, "InferenceTests/Fixtures")
    for architecture in parity_tiny.ARCHITECTURES:
        path = os.path.join(out, f"tiny-{architecture}.gguf")
        parity_tiny.write_model(path, architecture)
        size = os.path.getsize(path)
        assert size < 400_000, f"{path} has {size} bytes"
        name = f"logits-tiny-{architecture}.json"
        logits_fixture(out, name, path, parity_tiny.PROMPTS, "file")


def compare_itself(models, tests):
    """How far llama.cpp on this machine is from the fixtures, and from itself token by token; writes nothing."""
    fixtures = os.path.join(tests, "InferenceTests/Fixtures")
    for name, file in [("smollm-q4_1", SMALL), ("qwen-0.5b", CODER_0_5B), ("qwen-1.5b", CODER_1_5B)]:
        path = os.path.join(models, file)
        if os.path.exists(path):
            with open(os.path.join(fixtures, f"logits-{name}.json"), encoding="utf-8") as fixture:
                print(name, json.dumps(itself(path, json.load(fixture)["prompts"])))


def main():
    kinds = {"tokens": make_tokens, "logits": make_logits, "tiny": make_tiny, "exact": make_exact}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--models", required=True, help="the folder of the model files")
    parser.add_argument("--tests", required=True, help="the repository's Tests folder")
    parser.add_argument(
        "--only",
        choices=[*kinds, "itself"],
        help="make one kind of fixture; itself: make none, compare llama.cpp here with them and itself",
    )
    options = parser.parse_args()

    log = llama.llama_log_callback(lambda level, text, data: None)
    llama.llama_log_set(log, None)
    llama.llama_backend_init()
    for kind, make in kinds.items():
        if options.only in (None, kind):
            make(options.models, options.tests)
    if options.only == "itself":
        compare_itself(options.models, options.tests)


if __name__ == "__main__":
    main()
