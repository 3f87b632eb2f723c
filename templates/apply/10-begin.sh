# shellcheck shell=sh disable=SC2015 # "this && that || stop" ends the run when either fails
# Puts in place what gen has packed for this node.
#
# Usage: /etc/gen/apply [--check] [--force]
#
#   --check  say what is missing and what would be done, and do nothing
#   --force  also replace files that were not put there by gen; they are kept
#
# It looks whether everything can work before it touches anything, puts all
# files in place, lets the daemons' own programs check them, reloads what can
# reload and restarts what must, and looks whether all of it runs. When a step
# fails, it goes back to what was there before. It can be ended at any moment
# and run again. What it has done is in /var/lib/gen.
#
# Exit codes: 0 done, or nothing to do; 1 failed, and what was there before is
# back; 2 the command line is wrong; 3 --check: something would be done;
# 4 nothing was touched, as something is missing; 5 failed, and not all that was
# there before is back.

set -uf
umask 077
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

root=${GEN_ROOT-} # of the node's disk; for tests
state=$root/var/lib/gen
next=$state/next           # the bundle, as it was unpacked
manifest=$next/manifest    # what the node is to have
installed=$state/installed # the manifest of what it has
journal=$state/journal     # how to go back: list, and the old files in back
pending=$state/pending     # what units need since their files have changed
folders=$state/folders     # those that were made here
work=$state/work           # lists of this run
tab=$(printf '\t')
checking='' force=''

say() { printf '%s\n' "$*" 2>/dev/null || :; }
complain() { printf 'apply: %s\n' "$*" >&2 2>/dev/null || :; }

# stop CODE WORDS: end before anything was touched.
stop() {
	code=$1
	shift
	complain "$@"
	exit "$code"
}

# lack WORDS: note something that is missing; all of it is told at once.
lack() { printf '%s\n' "$*" >>"$work/lacks"; }

arguments() {
	for word; do
		case $word in
		--check) checking=yes ;;
		--force) force=yes ;;
		*) stop 2 "usage: /etc/gen/apply [--check] [--force]" ;;
		esac
	done
}

# tools ends the run where the node lacks one of the programs that this script uses.
tools() {
	missing=''
	for tool in awk cat chmod chown cmp cp cut date df du find flock grep id ls mkdir mv rm rmdir sed sha256sum sleep sort sync systemctl systemd-sysusers systemd-tmpfiles tr; do
		command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
	done
	[ -z "$missing" ] || stop 4 "this node lacks programs that a node with systemd has:$missing"
}

# begin takes the state folder for this run alone.
begin() {
	[ -n "$root" ] || [ "$(id -u)" = 0 ] || stop 4 "only root can do this: sudo /etc/gen/apply"
	[ ! -L "$state" ] || stop 4 "$state is a symlink"
	mkdir -p "$state" && chmod 700 "$state" && touch_lock || stop 4 "$state cannot be written"
	exec 9>>"$state/lock"
	# A copy, as some shells keep 9 to themselves.
	flock -n 8 8>&9 || stop 4 "another apply is at work"
	closed && rm -rf "$work" && mkdir "$work" || stop 4 "$state cannot be written"
	trap 'rm -rf "$work"' EXIT # it may hold secrets
	empty lacks write acts besides swapped
}

# closed ends what close_journal has begun.
closed() { { [ ! -f "$state/done/manifest" ] || mv "$state/done/manifest" "$installed"; } && rm -rf "$state/done"; }

touch_lock() { true >>"$state/lock"; } 2>/dev/null

# empty NAME...: begin lists of this run.
empty() {
	for name; do
		true >"$work/$name" || stop 4 "$state cannot be written"
	done
}

# lines KIND FILE: the lines of a kind in a manifest, without the kind.
lines() { [ ! -f "$2" ] || sed -n "s/^$1$tab//p" "$2"; }

# words LIST: what commas part in a column, "-" is nothing.
words() { [ "$1" = - ] || printf '%s\n' "$1" | tr , ' '; }
