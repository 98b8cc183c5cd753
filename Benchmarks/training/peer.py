"""PyTorch's speed at what `lam bench training` measures: LoRA on every matrix of a transformer's blocks.

    peer.py SHAPE.json

The shape is that of the model `lam` trains; the weights are random, which does not change the speed. Prints
one JSON line {"tokensPerSecond": ..., "peakBytes": ...}.
"""

import json
import os
import resource
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM


def main():
    with open(sys.argv[1]) as file:
        shape = json.load(file)
    torch.set_num_threads(shape["threads"])
    torch.manual_seed(0)
    config, kind = {
        "llama": (LlamaConfig, LlamaForCausalLM),
        "qwen2": (Qwen2Config, Qwen2ForCausalLM),
    }[shape["architecture"]]
    model = kind(
        config(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["width"],
            intermediate_size=shape["feedForward"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            num_key_value_heads=shape["kvHeads"],
            tie_word_embeddings=shape["tied"],
            max_position_embeddings=max(2048, shape["tokens"]),
        )
    )
    model = model.to({"f32": torch.float32, "bf16": torch.bfloat16}[shape["type"]])
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    model = get_peft_model(
        model, LoraConfig(r=shape["rank"], lora_alpha=2 * shape["rank"], target_modules=targets, lora_dropout=0.0)
    )
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    tokens = torch.randint(0, shape["vocabulary"], (shape["sequences"], shape["tokens"]))

    def step():
        optimizer.zero_grad(set_to_none=True)
        model(input_ids=tokens, labels=tokens, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()

    # The first step sets things up and is not counted.
    step()
    start = time.perf_counter()
    for _ in range(shape["steps"]):
        step()
    seconds = time.perf_counter() - start
    count = shape["steps"] * shape["sequences"] * shape["tokens"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"tokensPerSecond": count / seconds, "peakBytes": peak}))


main()
