# The door for people: `make run` starts Kedun, `make test` proves it. The work is in scripts/ and xtask/.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check e2e bench clean

help: ## what there is to make
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## build everything and start Kedun on https://127.0.0.1:8443 with its data in ./kedun-data
	@exec scripts/run.sh $(ARGS)

test: ## install what the tests need, then every check and test there is
	@exec scripts/test.sh

check: ## the cheap half of `make test`: formatting, house rules, lints of Rust and of the web app
	@exec scripts/test.sh check

e2e: ## only the browser tests
	@exec scripts/test.sh e2e

bench: ## fill a million accounts and measure (half an hour); results go to bench/RESULTS.md
	@exec scripts/bench.sh $(ARGS)

clean: ## remove what was built; your data in ./kedun-data stays
	@cargo clean
	@rm -rf web/node_modules web/dist web/test-results web/playwright-report
