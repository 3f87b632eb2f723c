#!/bin/sh
# Runs every fuzz target of the repository, one after another: fuzz.sh [TIME], TIME as
# go test -fuzztime takes it: 60s, or 500x for a number of inputs. A target is found by its name, so a new one needs no list.
set -eu

cd "$(dirname "$0")/.."
time=${1:-60s}
git rev-parse --is-inside-work-tree >/dev/null # git lists what there is to look at

# A fuzzer may spend a minute on making one interesting input shorter, which would be all of a short
# run: a second has to do.
git grep -lE '^func Fuzz[A-Z]' -- '*_test.go' | while IFS= read -r file; do
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while IFS= read -r target; do
		printf 'fuzz: %s %s\n' "$(dirname "$file")" "$target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1s "./$(dirname "$file")" </dev/null || exit 1
	done || exit 1
done
