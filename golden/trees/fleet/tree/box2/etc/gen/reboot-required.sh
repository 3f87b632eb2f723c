# Written by gen; do not edit: change site.yaml and build again.
# shellcheck shell=sh
# Tells whether this node waits for a reboot, for the exporter that reads FOLDER.
#
# Usage: sh reboot-required.sh FOLDER
#
# It does when a package has said so in /run/reboot-required, as those of Debian
# and Ubuntu do, or when a kernel is installed that is newer than the running
# one. Only kernels of the same kind are compared (amd64, cloud-amd64, generic,
# x86_64), and only where the running one is among them: the kernel of a
# container or of a rescue system is none of this disk's business.

set -eu
LC_ALL=C
export LC_ALL

folder=$1
root=${GEN_ROOT-} # of the node's disk; for tests

# kind VERSION: what is left of a version without its numbers:
# 6.1.0-28-cloud-amd64 is cloud-amd64, 5.14.0-427.13.1.el9_4.x86_64 is x86_64.
kind() { printf '%s\n' "$1" | sed 's/^[^-]*-//; s/^[0-9][^-]*-//; s/^[0-9].*\.//'; }

# newer prints the newest installed kernel, if that is not the running one.
newer() {
	running=$(uname -r)
	[ -e "$root/boot/vmlinuz-$running" ] || return 0
	for image in "$root"/boot/vmlinuz-[0-9]*; do
		version=${image##*/vmlinuz-}
		[ "$(kind "$version")" != "$(kind "$running")" ] || printf '%s\n' "$version"
	done | sort -V | tail -n 1 | grep -vxF -- "$running" || :
}

required=0
[ ! -e "$root/run/reboot-required" ] && [ -z "$(newer)" ] || required=1

new=$folder/.gen-reboot.prom.new
printf '%s\n' '# HELP gen_node_reboot_required Whether the node waits for a reboot.' \
	'# TYPE gen_node_reboot_required gauge' "gen_node_reboot_required $required" >"$new"
mv -f "$new" "$folder/gen-reboot.prom"
