# What developers and first-time users run. `make` alone lists it.

SHELL := /bin/bash
STEP := scripts/step.sh
RELEASE := .build/release/engram

.DEFAULT_GOAL := help
.PHONY: help demo serve build test test-tsan test-asan fuzz check proto format bench bench-recall bench-tokens clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F"|" "{ printf \"%-16s %s\\n\", \$$1, \$$2 }"

demo: build ## Start Engram on a private PostgreSQL and Redis and run a real conversation through it
	@$(STEP) "Running the demo" $(RELEASE) demo --conversation examples/hamlet-act-1.jsonl

serve: build ## Serve on 127.0.0.1:7420, with a private PostgreSQL and Redis unless ENGRAM_DATABASE_URL says otherwise
	@exec $(RELEASE) serve

build: ## Build the release executable at .build/release/engram
	@$(STEP) "Installing what is missing" scripts/install.sh build run
	@$(STEP) "Building Engram (release)" swift build -c release --product engram

test: ## Install what is missing and run every test of every suite
	@scripts/test.sh

test-tsan: ## Run the Swift tests under ThreadSanitizer
	@scripts/sanitize.sh thread

test-asan: ## Run the Swift tests under AddressSanitizer
	@scripts/sanitize.sh address

fuzz: ## Fuzz what reads the bytes of clients, SECONDS_EACH=100 for each target
	@$(STEP) "Installing what is missing" scripts/install.sh build
	@scripts/fuzz.sh

check: ## Lint the format, hold imports against the module table, compare generated code
	@$(STEP) "Installing what is missing" scripts/install.sh build
	@$(STEP) "Linting the format" scripts/format.sh lint
	@$(STEP) "Holding imports against the module table" scripts/check-imports.py
	@$(STEP) "Comparing generated code with the schemas" scripts/proto.sh --check

proto: ## Regenerate all code that is made from Proto/
	@$(STEP) "Installing what is missing" scripts/install.sh build
	@$(STEP) "Regenerating code" scripts/proto.sh

format: ## Format the Swift sources in place
	@scripts/format.sh fix

bench: build ## Run the benchmarks, with comparisons; SECTIONS="wire storage" runs some, BENCH adds options
	@$(STEP) "Installing what is missing" scripts/install.sh bench
	@python3 scripts/bench $(BENCH) $(SECTIONS)

bench-recall: build ## Measure how well memories are found, on the dialogues in ENGRAM_RECALL_DATA
	@$(STEP) "Installing what is missing" scripts/install.sh bench
	@python3 scripts/recall

bench-tokens: ## Hold the estimate of tokens against real tokenizers
	@python3 scripts/tokens

clean: ## Remove everything that was built
	rm -rf .build .build-fuzz .build-tsan .build-asan
