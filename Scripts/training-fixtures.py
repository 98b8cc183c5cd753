"""Losses and gradients of small random models by PyTorch, which the tests of training compare with.

    pip install torch transformers peft
    Scripts/training-fixtures.py Tests/TrainingTests/Fixtures

Weights and factors are drawn by a generator that the tests have too (`TrainableModel`), so that a fixture holds
tokens, losses and gradients alone. The model runs in double precision; a branch sees its prefix and itself.
"""

import json
import sys

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

WIDTH, INNER, HEADS, KV, HEAD, LAYERS, VOCABULARY = 64, 96, 2, 1, 32, 2, 259
RANK, ALPHA = 5, 10.0
MATRICES = [
    ("attn_q", "self_attn.q_proj", WIDTH, HEADS * HEAD),
    ("attn_k", "self_attn.k_proj", WIDTH, KV * HEAD),
    ("attn_v", "self_attn.v_proj", WIDTH, KV * HEAD),
    ("attn_output", "self_attn.o_proj", HEADS * HEAD, WIDTH),
    ("ffn_gate", "mlp.gate_proj", WIDTH, INNER),
    ("ffn_up", "mlp.up_proj", WIDTH, INNER),
    ("ffn_down", "mlp.down_proj", INNER, WIDTH),
]
MASK = (1 << 64) - 1


class Numbers:
    """Reproducible numbers within a bound."""

    def __init__(self, seed):
        self.state = seed

    def draw(self, shape, scale, around=0.0):
        count = int(np.prod(shape))
        out = np.empty(count, np.float32)
        for i in range(count):
            self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
            unit = np.float32(self.state >> 40) / np.float32(1 << 24)
            out[i] = np.float32(around) + (unit - np.float32(0.5)) * np.float32(2 * scale)
        return out.reshape(shape)


def heads_of(name):
    return {"attn_q": HEADS, "attn_k": KV}.get(name)


def to_torch(rows, heads):
    """Rows as PyTorch has them, from rows whose neighbours turn together."""
    return rows.reshape(heads, HEAD // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)


def from_torch(rows, heads):
    return rows.reshape(heads, 2, HEAD // 2, -1).swapaxes(1, 2).reshape(rows.shape)


def build(family):
    numbers = Numbers(11 if family == "llama" else 12)
    config, kind = {"llama": (LlamaConfig, LlamaForCausalLM), "qwen2": (Qwen2Config, Qwen2ForCausalLM)}[family]
    model = kind(
        config(
            vocab_size=VOCABULARY,
            hidden_size=WIDTH,
            intermediate_size=INNER,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            num_key_value_heads=KV,
            rms_norm_eps=1e-5,
            rope_theta=10000.0,
            tie_word_embeddings=True,
            attn_implementation="eager",
        )
    ).double()
    state = model.state_dict()

    def put(name, values):
        state[name].copy_(torch.from_numpy(values.astype(np.float64)))

    def rows(name, values):
        return to_torch(values, heads_of(name)) if family == "llama" and heads_of(name) else values

    put("model.embed_tokens.weight", numbers.draw((VOCABULARY, WIDTH), 1.0))
    put("model.norm.weight", numbers.draw((WIDTH,), 0.3, 1.0))
    for layer in range(LAYERS):
        put(f"model.layers.{layer}.input_layernorm.weight", numbers.draw((WIDTH,), 0.3, 1.0))
        put(f"model.layers.{layer}.post_attention_layernorm.weight", numbers.draw((WIDTH,), 0.3, 1.0))
        for name, module, columns, count in MATRICES:
            put(f"model.layers.{layer}.{module}.weight", rows(name, numbers.draw((count, columns), 0.2)))
            if family == "qwen2" and name in ("attn_q", "attn_k", "attn_v"):
                put(f"model.layers.{layer}.{module}.bias", numbers.draw((count,), 0.2))
    model = get_peft_model(
        model,
        LoraConfig(
            r=RANK,
            lora_alpha=ALPHA,
            lora_dropout=0.0,
            target_modules=[module.split(".")[1] for _, module, _, _ in MATRICES],
        ),
    ).double()
    parameters = dict(model.named_parameters())
    factors = {}
    for layer in range(LAYERS):
        for name, module, columns, count in MATRICES:
            path = f"base_model.model.model.layers.{layer}.{module}."
            a, b = parameters[path + "lora_A.default.weight"], parameters[path + "lora_B.default.weight"]
            with torch.no_grad():
                a.copy_(torch.from_numpy(numbers.draw((RANK, columns), 0.2).astype(np.float64)))
                b.copy_(torch.from_numpy(rows(name, numbers.draw((count, RANK), 0.2)).astype(np.float64)))
            factors[f"blk.{layer}.{name}.weight"] = (a, b, heads_of(name) if family == "llama" else None)
    return model, factors


def main():
    folder = sys.argv[1]
    rng = np.random.default_rng(3)
    for family in ["llama", "qwen2"]:
        model, factors = build(family)
        # Two groups: a prefix with three branches, and a text alone.
        groups = [(70, [(9, 4, 1.0), (1, 1, 2.0), (30, 7, 0.5)]), (0, [(41, 3, 1.0)])]
        document = {"groups": [], "losses": [], "gradients": {}}
        total = sum(weight for _, branches in groups for _, _, weight in branches)
        loss = 0
        for prefix_count, branches in groups:
            prefix = rng.integers(0, VOCABULARY, prefix_count).tolist()
            entry = {"prefix": prefix, "branches": []}
            for own, targets, weight in branches:
                tokens = rng.integers(0, VOCABULARY, own + targets).tolist()
                entry["branches"].append({"tokens": tokens, "targets": targets, "weight": weight})
                # Without packing: what a branch sees is a text of its own.
                whole = torch.tensor([prefix + tokens])
                logits = model(input_ids=whole[:, :-1], use_cache=False).logits[0]
                own_losses = torch.nn.functional.cross_entropy(
                    logits[-targets:], whole[0, -targets:], reduction="none"
                )
                document["losses"] += own_losses.tolist()
                loss = loss + own_losses.sum() * weight / targets / total
            document["groups"].append(entry)
        loss.backward()
        document["loss"] = loss.item()
        for name, (a, b, heads) in factors.items():
            b_gradient = b.grad.numpy()
            if heads:
                b_gradient = from_torch(b_gradient, heads)
            # Enough of each to tell: sixteen numbers, and the size of all.
            for part, gradient in (("a", a.grad.numpy()), ("b", b_gradient)):
                flat = gradient.reshape(-1)
                places = rng.choice(flat.size, 16, replace=False)
                document["gradients"][f"{name}.{part}"] = {
                    "size": float(np.sqrt((flat**2).sum())),
                    "places": places.tolist(),
                    "values": flat[places].tolist(),
                }
        with open(f"{folder}/gradients-{family}.json", "w") as file:
            json.dump(document, file)
            file.write("\n")


main()
