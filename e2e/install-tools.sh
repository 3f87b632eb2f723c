#!/bin/sh
# Installs the programs that read what gen writes: Debian packages, and the tools pinned in
# tools.tsv, built from their Go modules into GEN_TOOLS (default: .cache/tools) as NAME-VERSION.
# What is there at its pin already is left alone. Arguments, if any, choose tools by name or
# name-version: install-tools.sh promtool amtool-0.26.0
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tools=${GEN_TOOLS:-$here/../.cache/tools}
packages="apache2 busybox-static gcc git iproute2 ksh93u+m libc6-dev make mksh nftables nginx openssh-client openssl shellcheck systemd util-linux yash"

say() { printf '%s\n' "$*" >&2; }

# missing_packages prints the Debian packages that are not installed.
missing_packages() {
	for p in $packages; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$p"
	done
}

# install_packages installs what is missing, without starting a service: the checks run
# the binaries only, and two web servers would fight for port 80.
install_packages() {
	wanted=$(missing_packages)
	[ -n "$wanted" ] || return 0
	say "installing $wanted"
	policy=/usr/sbin/policy-rc.d
	made=
	if [ ! -e "$policy" ]; then
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
		made=yes
	fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q update
	# shellcheck disable=SC2086 # a list of words
	apt-get -q install -y --no-install-recommends $wanted
	[ -z "$made" ] || rm -f "$policy"
}

# module_dir MODULE VERSION downloads a module and prints its folder in the module cache.
module_dir() {
	GOFLAGS=-mod=mod go mod download -json "$1@$2" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p'
}

# with_stub DIR FILE STUB prints a writable copy of DIR that has FILE: the file STUB if there is
# one, else some text. These are assets that a release build makes with other tools, and that
# the embedding compiler insists on, and sources that need what cannot be had.
with_stub() {
	copy=$(mktemp -d)
	cp -r --no-preserve=mode "$1/." "$copy"
	mkdir -p "$copy/$(dirname "$2")"
	cp --no-preserve=mode "$3" "$copy/$2" 2>/dev/null || printf 'not built\n' >"$copy/$2"
	printf '%s\n' "$copy"
}

# build LINE builds one line of tools.tsv, unless its stamp says that it has been built.
build() {
	IFS=$(printf '\t') read -r name version module at package tags variable stub <<-EOF
		$1
	EOF
	binary=$tools/$name-$version
	[ "$(cat "$binary.stamp" 2>/dev/null)" != "$1" ] || [ ! -x "$binary" ] || return 0
	say "building $name $version"
	dir=$(module_dir "$module" "$at")
	[ -n "$dir" ] || { say "cannot download $module@$at"; return 1; }
	[ "$stub" = - ] || dir=$(with_stub "$dir" "$stub" "$here/stubs/$name/$(basename "$stub").txt")
	[ "$tags" != - ] || tags=
	GOWORK=off CGO_ENABLED=0 GOFLAGS='-buildvcs=false -mod=readonly' nice go build -C "$dir" -trimpath \
		-tags "$tags" -ldflags "-s -w -X $variable=$version" -o "$binary.new" "$package" ||
		{ say "cannot build $name $version"; return 1; }
	[ "$stub" = - ] || rm -rf "$dir"
	mv "$binary.new" "$binary"
	printf '%s\n' "$1" >"$binary.stamp"
}

# chosen NAME VERSION WANTED... tells whether a tool was asked for; no wish means all.
chosen() {
	name=$1 version=$2
	shift 2
	[ $# -gt 0 ] || return 0
	for wish; do
		case $wish in "$name" | "$name-$version") return 0 ;; esac
	done
	return 1
}

main() {
	install_packages
	mkdir -p "$tools"
	tools=$(cd "$tools" && pwd)
	grep -v '^#' "$here/tools.tsv" | while IFS= read -r line; do
		name=$(printf '%s' "$line" | cut -f1)
		version=$(printf '%s' "$line" | cut -f2)
		! chosen "$name" "$version" "$@" || build "$line" || exit 1
	done
}

main "$@"
