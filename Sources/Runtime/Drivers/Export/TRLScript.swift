/// The script that trains elsewhere, as `lam export --format trl` writes it.
enum TRLScript {
    /// The packages it needs, in pip's form, as tested.
    static let requirements = """
        torch>=2.4
        transformers>=5.0
        trl>=1.0
        peft>=0.18
        datasets>=4.0
        accelerate>=1.1
        safetensors>=0.5
        gguf>=0.17

        """

    /// What to do with the folder.
    static let readme = """
        # Training elsewhere

        `train.jsonl` and `eval.jsonl` hold tokens of examples, made with the model's own tokenizer:
        `input_ids`, of which the last `targets` are learned, and a `weight`. The share held back is the same
        that `lam train` holds back of the same examples with the same seed.

        ```
        python3 -m venv venv && venv/bin/pip install -r requirements.txt
        venv/bin/python train.py --model MODEL.gguf
        venv/bin/torchrun --nproc-per-node 4 train.py --model MODEL.gguf
        ```

        MODEL.gguf is the model the tokens are of. The last line printed tells the loss of `eval.jsonl` before
        and after. The folder `adapter` is the adapter: `lam run --adapter adapter "..."`, `lam eval SUITE
        --adapter adapter`, `lam model generate --adapter adapter "..."`.

        """

    /// train.py.
    static let script = #"""
        #!/usr/bin/env python3
        """Trains a LoRA adapter of a GGUF model with TRL and PEFT, on one GPU, several, or a CPU.

            python train.py --model MODEL.gguf                                one device
            torchrun --nproc-per-node 4 train.py --model MODEL.gguf           several

        train.jsonl and eval.jsonl beside this file hold tokens, made with the model's own tokenizer by
        `lam export --format trl`. The adapter is written in PEFT form; `lam run --adapter FOLDER` takes it.
        """

        import argparse
        import json
        import os
        import pathlib

        import torch
        from datasets import Dataset
        from peft import LoraConfig
        from safetensors.torch import load_file, save_file
        from tokenizers import Tokenizer, models
        from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast
        from trl import SFTConfig, SFTTrainer

        HERE = pathlib.Path(__file__).resolve().parent


        def arguments():
            parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
            parser.add_argument("--model", required=True, help="the GGUF file, or a folder of Hugging Face's form")
            parser.add_argument("--output", default=str(HERE / "adapter"), help="where the adapter goes")
            parser.add_argument("--rank", type=int, default=16)
            parser.add_argument("--alpha", type=float, default=32)
            parser.add_argument("--rate", type=float, default=5e-4)
            parser.add_argument("--epochs", type=float, default=2)
            parser.add_argument("--steps", type=int, default=-1, help="steps at most")
            parser.add_argument("--batch", type=int, default=8, help="examples of a pass, on each device")
            parser.add_argument("--passes-per-step", type=int, default=1)
            parser.add_argument("--seed", type=int, default=0)
            return parser.parse_args()


        def rows(name):
            """Reads a file of tokens."""
            lines = (HERE / name).read_text().splitlines()
            return Dataset.from_list([json.loads(line) for line in lines if line])


        def tell_form(adapter):
            """Notes in the adapter how the texts it was trained on are laid out, for who asks the model."""
            notes = json.loads((HERE / "notes.json").read_text())
            file = os.path.join(adapter, "adapter_model.safetensors")
            save_file(load_file(file), file, metadata={"format": "pt", **notes})


        def collate(examples):
            """Fills up to the longest; only the target has labels."""
            longest = max(len(example["input_ids"]) for example in examples)
            tokens = torch.zeros(len(examples), longest, dtype=torch.long)
            attention = torch.zeros_like(tokens)
            labels = torch.full_like(tokens, -100)
            for index, example in enumerate(examples):
                ids = torch.tensor(example["input_ids"])
                tokens[index, : len(ids)] = ids
                attention[index, : len(ids)] = 1
                begin = len(ids) - example["targets"]
                labels[index, begin : len(ids)] = ids[begin:]
            weight = torch.tensor([example["weight"] for example in examples])
            return {"input_ids": tokens, "attention_mask": attention, "labels": labels, "weight": weight}


        def losses(model, batch):
            """The mean loss of each example's target."""
            logits = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
            labels = batch["labels"][:, 1:]
            loss = torch.nn.functional.cross_entropy(
                logits[:, :-1].float().transpose(1, 2), labels, ignore_index=-100, reduction="none"
            )
            return loss.sum(1) / (labels != -100).sum(1).clamp(min=1)


        class WeightedTrainer(SFTTrainer):
            """The loss of `lam train`: a mean over examples by weight, whatever their lengths."""

            def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
                weight = inputs["weight"]
                loss = (losses(model, inputs) * weight).sum() / weight.sum()
                # Trainer divides by the passes of a step only what it has computed itself.
                if num_items_in_batch is not None:
                    loss = loss / self.args.gradient_accumulation_steps
                return (loss, {}) if return_outputs else loss


        @torch.no_grad()
        def evaluate(model, data, batch):
            """The loss over a whole file, as `lam train` reports it."""
            device = next(model.parameters()).device
            model.eval()
            total = weight = 0.0
            for begin in range(0, len(data), batch):
                inputs = collate([data[i] for i in range(begin, min(begin + batch, len(data)))])
                inputs = {name: value.to(device) for name, value in inputs.items()}
                total += (losses(model, inputs) * inputs["weight"]).sum().item()
                weight += inputs["weight"].sum().item()
            return total / weight


        def main():
            options = arguments()
            path = pathlib.Path(options.model)
            source = {"gguf_file": path.name} if path.is_file() else {}
            model = AutoModelForCausalLM.from_pretrained(
                str(path.parent if source else path), dtype=torch.float32, **source
            )
            # The weights of a GGUF file are 32-bit numbers once they are read.
            model.is_quantized = False
            model.config.use_cache = False
            on_gpu = torch.cuda.is_available()
            # The rows are tokens already; the trainer only wants to know what fills them up.
            vocabulary = Tokenizer(models.WordLevel({"<pad>": 0, "<end>": 1}, unk_token="<pad>"))
            filler = PreTrainedTokenizerFast(tokenizer_object=vocabulary, pad_token="<pad>", eos_token="<end>")
            train, held_back = rows("train.jsonl"), rows("eval.jsonl")
            trainer = WeightedTrainer(
                model=model,
                args=SFTConfig(
                    output_dir=options.output + ".run",
                    per_device_train_batch_size=options.batch,
                    gradient_accumulation_steps=options.passes_per_step,
                    num_train_epochs=options.epochs,
                    max_steps=options.steps,
                    learning_rate=options.rate,
                    lr_scheduler_type="cosine_with_min_lr",
                    lr_scheduler_kwargs={"min_lr_rate": 0.1},
                    warmup_steps=0.05,
                    weight_decay=0.0,
                    max_grad_norm=1.0,
                    adam_beta2=0.999,
                    bf16=on_gpu and torch.cuda.is_bf16_supported(),
                    fp16=False,
                    gradient_checkpointing=False,
                    use_cpu=not on_gpu,
                    seed=options.seed,
                    data_seed=options.seed,
                    logging_steps=5,
                    save_strategy="no",
                    report_to="none",
                    remove_unused_columns=False,
                    dataset_kwargs={"skip_prepare_dataset": True},
                    max_length=None,
                ),
                train_dataset=train,
                processing_class=filler,
                data_collator=collate,
                peft_config=LoraConfig(
                    r=options.rank,
                    lora_alpha=options.alpha,
                    target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
                    task_type="CAUSAL_LM",
                ),
            )
            is_first = int(os.environ.get("RANK", "0")) == 0
            before = evaluate(trainer.model, held_back, options.batch) if is_first and len(held_back) else None
            trainer.train()
            if is_first:
                final = trainer.accelerator.unwrap_model(trainer.model)
                final.save_pretrained(options.output)
                tell_form(options.output)
                after = evaluate(final, held_back, options.batch) if len(held_back) else None
                print(json.dumps({"adapter": options.output, "loss_before": before, "loss_after": after}))


        if __name__ == "__main__":
            main()

        """#
}
