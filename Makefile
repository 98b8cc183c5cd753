# What a person or a machine does with this project; `make` alone lists it.

# One scratch path for everything, kept outside the clone where BUILD_CACHE says so.
BUILD := $(or $(BUILD_CACHE),.build)
SWIFT_BUILD := swift build --scratch-path "$(BUILD)" --explicit-target-dependency-import-check error
SOURCES := Sources Agents Dataflow Tests Examples Benchmarks Package.swift

# Only one build may use the scratch path at a time.
.NOTPARALLEL:
.PHONY: help demo build test bench bench-engine learn recipe adapter format lint docs install clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 18

demo: build ## install what is missing, build, and let the agent do two tasks
	@BUILD="$(BUILD)" Scripts/demo

build: ## install what is missing and build the program lam
	@Scripts/bootstrap
	$(SWIFT_BUILD) -c release --static-swift-stdlib --product lam
	@echo "built $$($(SWIFT_BUILD) -c release --static-swift-stdlib --show-bin-path)/lam"

test: ## install what tests need, build and run them (FILTER=Name runs some)
	@BUILD="$(BUILD)" Scripts/test $(if $(FILTER),--filter "$(FILTER)")

bench: ## measure against other programs, into Benchmarks/RESULTS.md
	@Scripts/bootstrap --bench
	@BUILD="$(BUILD)" Scripts/bench

bench-engine: ## measure the engine beside llama.cpp alone, into the same file
	@Scripts/bootstrap --bench
	@BUILD="$(BUILD)" Scripts/bench engine

learn: build ## collect, train and evaluate for one application (APPLICATION=zenity); see Docs/learning.md
	@Scripts/bootstrap --tests
	@BUILD="$(BUILD)" Scripts/learn

recipe: build ## collect the whole data set, resumable; hours (see Scripts/recipe)
	@Scripts/bootstrap --tests
	@Scripts/bootstrap --browser
	@BUILD="$(BUILD)" Scripts/recipe

adapter: build ## train a stage of the shipped adapter, resumable; hours (STAGE=1; see Scripts/adapter)
	@Scripts/bootstrap --tests
	@Scripts/bootstrap --browser
	@BUILD="$(BUILD)" Scripts/adapter

format: ## bring the sources into the house style
	swift format -i -p -r $(wildcard $(SOURCES))

lint: ## check style and the length of files
	swift format lint --strict -p -r $(wildcard $(SOURCES))
	@Scripts/check-files

docs: ## write the reference, manual pages and shell completions
	@BUILD="$(BUILD)" Scripts/docs

install: build ## copy lam to PREFIX/bin (default ~/.local), and what `make docs` wrote beside it
	@BUILD="$(BUILD)" Scripts/install "$(or $(PREFIX),$(HOME)/.local)"

clean: ## remove what was built here
	rm -rf .build
