#!/bin/sh
# Looks over the source: format, vet, staticcheck, spelling, shell scripts. The rules of the
# house (imports, documentation, sizes) are a Go test: generator/house_test.go.
set -eu

cd "$(dirname "$0")/.."
failed=
git rev-parse --is-inside-work-tree >/dev/null # git lists what there is to look at

# step NAME COMMAND... runs a linter and goes on, so that one run shows everything.
step() {
	name=$1
	shift
	printf 'lint: %s\n' "$name"
	"$@" || failed="$failed $name"
}

# linter NAME prints the path of a linter pinned in e2e/lint/go.mod, building it if needed.
linter() { go -C e2e/lint tool -n "$1"; }

# formatted prints the Go files that gofmt would change, and fails if there are any.
formatted() { ! git ls-files -z '*.go' | xargs -0 gofmt -l | grep .; }

# spelled reads what people read; tests misspell things on purpose.
spelled() { git ls-files -z ':!golden' ':!*/testdata/*' ':!*_test.go' ':!*.sum' ':!LICENSE' | xargs -0 "$misspell" -error; }

# scripts prints the shell scripts: by name, or by their first line.
scripts() { git grep -lIE '^#!/(usr/)?bin/(env )?(ba)?sh' -- ':!golden' ':!*/testdata/*' ':!*.go' ':!*.md'; }

shells() { { scripts && git ls-files 'templates/*/*.sh' ':!templates/apply'; } | xargs shellcheck; }

# applying is the script that bundles bring, of which the parts make sense only together.
applying() { { echo '#!/bin/sh' && cat templates/apply/*.sh; } | shellcheck -; }

staticcheck=$(linter staticcheck)
misspell=$(linter misspell)
step gofmt formatted
step vet go vet -tags verify ./...
step staticcheck "$staticcheck" -tags verify ./...
step misspell spelled
step shellcheck shells
step 'shellcheck of apply' applying

[ -z "$failed" ] || { printf 'lint: failed:%s\n' "$failed" >&2; exit 1; }
