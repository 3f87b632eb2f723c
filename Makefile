# What there is to do in this repository. "make" alone lists it.

FUZZTIME ?= 60s
GEN_TOOLS ?= $(CURDIR)/.cache/tools
export GEN_TOOLS
export CGO_ENABLED = 0

.PHONY: help build test race lint fuzz golden golden-new docs bench bench-go tools verify score situations metrics lab lab-ci ci

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

build: ## bin/gen
	go build -trimpath -o bin/gen ./cmd/gen

test: ## every test; the golden trees are compared, not written
	go test ./...

# Many sites are built at the same time there, and each reads its files several at a time.
race: ## what runs at the same time, under the race detector (needs gcc; some minutes)
	CGO_ENABLED=1 go test -race -timeout 20m -run 'TestNoFaults|TestGoldenErrors' ./generator/check ./generator

lint: ## formatting, vet, staticcheck, shellcheck
	e2e/lint.sh

fuzz: ## every fuzz target for FUZZTIME each
	e2e/fuzz.sh $(FUZZTIME)

golden: ## write the golden files anew; review the diff
	go test $$(git grep -lF 'flag.Bool("update"' -- '*_test.go' | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

golden-new: ## begin the golden tree of the example NAME
	mkdir -p golden/trees/$(or $(NAME),$(error say NAME=<example>))/tree
	$(MAKE) golden

docs: ## write the generated pages of docs/
	go generate ./...

pictures: ## draw docs/pictures anew from messages as they are now (needs chromium)
	go run ./e2e/pictures docs/pictures

bench: ## what builds of 3 to 10000 nodes cost beside cp -r
	go run ./e2e/bench

bench-go: ## the benchmarks of Go packages, with memory
	go test -run '^$$' -bench . -benchmem ./...

tools: ## install the real programs that verify runs
	e2e/install-tools.sh

verify: build ## run the real programs over the golden trees (root; needs tools)
	go test -tags verify ./e2e/verify ./generator/pki
	go run ./e2e/verify -gen bin/gen golden/trees
	go run ./e2e/score docs/proof.md
	go run ./e2e/situations docs/alerts.md
	go run ./e2e/metrics node_exporter-1.8.2 node_exporter-1.12.1 nginx_exporter-0.11.0 nginx_exporter-1.5.1

score: ## count in docs/proof.md what promtool and amtool say of the corpus of faults
	go run ./e2e/score -update docs/proof.md

# PUBLIC is a folder of public sets of alerts, for those that are no Go module: docs/alerts.md.
situations: ## play what happens to hosts to gen's alerts and public ones, for docs/alerts.md
	go run ./e2e/situations -public '$(PUBLIC)' -update docs/alerts.md

metrics: ## compare what every installed exporter exports with blueprints/*/metrics.tsv
	go run ./e2e/metrics

# The lab leaves its report in .cache/lab/report.json.
LAB = go build -o .cache/lab/lab ./e2e/lab && .cache/lab/lab -gen bin/gen -tools $(GEN_TOOLS) -json .cache/lab/report.json
# Parts run at the same time, on hosts of their own.
LAB_CI = pair.yaml:trials systemd.yaml:trials systemd.yaml:handovers pair.yaml:handovers systemd.yaml:alarms compose.yaml:sights

lab: build ## boot sites on three hosts each with the real daemons (root; ~20 min, more the first time)
	e2e/lab/prepare.sh
	$(LAB) e2e/lab/sites/*.yaml
	e2e/deploy.sh bin/gen

lab-ci: build ## the part of the lab that CI runs (root; ~5 min, more the first time)
	e2e/lab/prepare.sh
	$(LAB) -together 4 -limit 20m $(addprefix e2e/lab/sites/,$(LAB_CI))

ci: ## all that a change has to pass
	bash .ci/run
