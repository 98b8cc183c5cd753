"""llama.cpp through its Python binding: what it tokenizes and computes."""

import ctypes
import json
import os

import llama_cpp.llama_cpp as llama
import numpy as np

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

    def encode_prompt(self, text):
        """The tokens of a prompt: special ones parsed, and the first one that the model is used to."""
        first = [llama.llama_vocab_bos(self.vocab)] if llama.llama_vocab_get_add_bos(self.vocab) else []
        return first + self.encode(text, True)

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


def all_logits(path, prompts, kv, together=512):
    """Yields for each prompt its text, its tokens and the logits after every token.

    So many tokens are computed `together`."""
    loaded = Vocabulary(path, weights=True)
    size = llama.llama_vocab_n_tokens(loaded.vocab)
    for text in prompts:
        parameters = llama.llama_context_default_params()
        parameters.n_ctx = 1024
        parameters.n_batch, parameters.n_ubatch = 512, together
        parameters.type_k = parameters.type_v = kv
        parameters.flash_attn_type = 0
        parameters.n_threads = parameters.n_threads_batch = 2
        context = llama.llama_init_from_model(loaded.model, parameters)
        tokens = loaded.encode_prompt(text)
        batch = llama.llama_batch_init(len(tokens), 0, 1)
        for position, token in enumerate(tokens):
            batch.token[position] = token
            batch.pos[position] = position
            batch.n_seq_id[position] = 1
            batch.seq_id[position][0] = 0
            batch.logits[position] = 1
        batch.n_tokens = len(tokens)
        assert llama.llama_decode(context, batch) == 0
        rows = []
        for position in range(len(tokens)):
            pointer = llama.llama_get_logits_ith(context, position)
            rows.append(np.ctypeslib.as_array(pointer, (size,)).copy())
        yield text, tokens, np.stack(rows)
        llama.llama_batch_free(batch)
        llama.llama_free(context)
    loaded.close()


def top_logits(path, prompts, kv):
    """The ten largest logits after every token of every prompt."""
    recorded = []
    for text, tokens, rows in all_logits(path, prompts, kv):
        ids, values = best(rows)
        recorded.append({"text": text, "tokens": tokens, "ids": ids, "logits": values})
    return recorded


def add_alone(path, recorded, kv):
    """Adds to prompts of `top_logits` the best tokens when one token is computed at a time."""
    texts = [prompt["text"] for prompt in recorded]
    for prompt, (_, _, rows) in zip(recorded, all_logits(path, texts, kv, together=1)):
        prompt["alone"] = [int(token) for token in rows.argmax(axis=1)]


def best(rows):
    """The ten largest logits of every row: their tokens, and what they are."""
    ids, values = [], []
    for logits in rows:
        ten = np.argsort(-logits, kind="stable")[:10]
        ids.append([int(i) for i in ten])
        values.append([round(float(logits[i]), 4) for i in ten])
    return ids, values


def logarithms(rows):
    rows = rows.astype(np.float64)
    rows -= rows.max(axis=1, keepdims=True)
    return rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))


def divergence(path, exact, prompts, kv=F16):
    """How far a quantized file's results are from those of the same weights in exact arithmetic."""
    total, same, difference, positions = 0.0, 0, 0.0, 0
    for (_, tokens, rows), (_, again, truth) in zip(
        all_logits(path, prompts, kv), all_logits(exact, prompts, kv), strict=True
    ):
        assert tokens == again
        p, q = logarithms(truth), logarithms(rows)
        total += float((np.exp(p) * (p - q)).sum())
        same += int((rows.argmax(axis=1) == truth.argmax(axis=1)).sum())
        ten = np.argsort(-truth, axis=1, kind="stable")[:, :10]
        gap = np.take_along_axis(rows, ten, 1) - np.take_along_axis(truth, ten, 1)
        difference += float(np.abs(gap).mean(axis=1).sum())
        positions += len(tokens)
    return {
        "positions": positions,
        "sameTop": same,
        "divergence": round(total / positions, 6),
        "difference": round(difference / positions, 4),
    }


def itself(path, recorded, kv=F16):
    """How far llama.cpp is from itself: here from what was recorded, and here token by token."""
    prompts = [prompt["text"] for prompt in recorded]
    whole = [rows for _, _, rows in all_logits(path, prompts, kv)]
    single = [rows for _, _, rows in all_logits(path, prompts, kv, together=1)]
    result = {}
    for name, pairs in [
        ("recorded", [(rows, prompt["ids"], prompt["logits"]) for rows, prompt in zip(whole, recorded)]),
        ("token by token", [(rows, *best(other)) for rows, other in zip(whole, single)]),
    ]:
        same = sum(int((rows.argmax(axis=1) == np.array(ids)[:, 0]).sum()) for rows, ids, _ in pairs)
        gaps = [np.abs(np.take_along_axis(rows, np.array(ids), 1) - np.array(values)) for rows, ids, values in pairs]
        gaps = np.concatenate(gaps)
        result[name] = {
            "positions": len(gaps),
            "sameTop": same,
            "difference": round(float(gaps.mean()), 4),
            "largest": round(float(gaps.max()), 4),
        }
    return result
