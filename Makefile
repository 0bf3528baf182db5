# Two commands do everything: `make up` and `make test`. Each does its own set-up.
SHELL := /bin/sh
BIN := bin/argo-bootstrap
ENV ?= local
BENCHES := $(filter-out bench/embedded.ts,$(wildcard bench/*.ts))

.DEFAULT_GOAL := help
.PHONY: help setup up status sync down check format test test-fast e2e validate preview bench doctor

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | awk -F'|' '{printf "  %-12s %s\n", $$1, $$2}'

setup: ## the packages, and nothing else
	@$(BIN) --version >/dev/null

up: ## bring up ENV on this machine (local unless told), to every Application Healthy
	@$(BIN) up --env $(ENV)

status: ## the Applications again, and what has crashed
	@$(BIN) status --env $(ENV)

sync: ## the working tree as it is now, through Argo CD
	@$(BIN) sync --env $(ENV)

down: ## stop that environment and remove it
	@$(BIN) down --env $(ENV)

doctor: ## every external tool: where it is, and why another was refused
	@$(BIN) doctor

check: setup ## types, lint, format, unused exports, workflows
	@npm run --silent check

validate: ## render and check every Application of every environment, without a cluster
	@$(BIN) vendor >/dev/null
	@$(BIN) validate

preview: ## what `pulumi up` would change in ENV (local unless told), under the policy pack
	@eval "$$($(BIN) env --env $(ENV))" && pulumi preview --stack $(ENV) --policy-pack policy --diff

bench: setup ## measure the targets on this machine, each beside its bare minimum
	@test/tools
	@node --require ./loader/typescript.cjs bench/embedded.ts
	@for file in $(BENCHES); do node --require ./loader/typescript.cjs $$file; done

format: setup ## write the format that `make check` asks for
	@npm run --silent format

test: setup ## every test; builds the tools it needs
	@test/run

e2e: setup ## the end-to-end test of ENV
	@test/run test/e2e/$(ENV).e2e.test.ts

test-fast: setup ## the tests that start no tool, in seconds; all but the mutation run
	@npx --no-install mocha --parallel --jobs 2 'test/**/*.test.ts' \
	  --ignore 'test/**/*.real.test.ts' --ignore 'test/e2e/**' --ignore test/policy/mutation.test.ts
