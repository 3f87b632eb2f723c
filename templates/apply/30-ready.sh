
# ready looks for all that is missing before anything is touched.
ready() {
	[ -d "$root/run/systemd/system" ] || lack "systemd, as the first process of this node"
	release=$(systemctl --version </dev/null 2>/dev/null | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
	[ "${release:-0}" -ge 239 ] || lack "systemd 239 or later; here it is ${release:-unknown}"
	has_programs
	has_addresses
	has_ports
	has_secrets
	has_time
	has_space
	has_places
}

has_programs() {
	lines unit "$manifest" >"$work/units"
	while IFS=$tab read -r unit kind program about <&3; do
		case $kind in
		packaged) systemctl cat "$unit" </dev/null >/dev/null 2>&1 || lack "the package of $about, which brings $unit" ;;
		*) [ "$program" = - ] || [ -x "$root$program" ] || brings "$program" || lack "the program $program of $about" ;;
		esac
		[ "$unit" != gen-compose.service ] || docker compose version </dev/null >/dev/null 2>&1 || lack "docker compose, the plugin of Docker"
	done 3<"$work/units"
}

# brings PATH: the bundle has it. What grep finds in a pipe goes to a file, as
# otherwise it ends early, and its neighbour complains of that.
brings() { cut -f 1 "$work/files" | grep -xF -- "$1" >"$work/match"; }

has_addresses() {
	command -v ip >/dev/null 2>&1 || return 0
	for address in $(lines address "$manifest"); do
		ip -o address </dev/null | grep -F -- " $address/" >"$work/match" || lack "the address $address on one of its interfaces: is this $(lines site "$manifest" | cut -f 2)?"
	done
}

# has_ports looks at ports of units that do not run yet.
has_ports() {
	command -v ss >/dev/null 2>&1 || return 0
	lines port "$manifest" >"$work/ports"
	while IFS=$tab read -r protocol address port unit <&3; do
		runs "$unit" || lines port "$installed" | cut -f 1-3 | grep -xF -- "$protocol$tab$address$tab$port" >"$work/match" && continue
		ss -Hlnp "--$protocol" "sport = :$port" </dev/null | taken "$address" >"$work/said"
		[ ! -s "$work/said" ] || lack "the port $port of $address for $unit; taken by $(tr '\n' ' ' <"$work/said")"
	done 3<"$work/ports"
}

# taken ADDRESS: of the sockets of ss, those that are on it or on all.
taken() {
	awk -v at="$1" '{ host = $4; sub(/:[^:]*$/, "", host); gsub(/[][]/, "", host); sub(/%.*/, "", host)
		if (host == at || host == "*" || host == "0.0.0.0" || host == "::") print $4, $6 }'
}

# runs UNIT: whether it, or its container, does.
runs() {
	case $1 in
	*.*) systemctl is-active --quiet "$1" </dev/null ;;
	*) systemctl is-active --quiet gen-compose.service </dev/null ;;
	esac
}

has_secrets() {
	for one in $(lines secret "$manifest"); do
		[ -f "$root$one" ] || lack "the secret $one, which the bundle does not bring"
	done
}

has_time() {
	now=$(date +%s)
	lines valid "$manifest" | {
		read -r from until || return 0
		[ "$now" -ge "$from" ] || lack "the right time: its clock says $(date), and the certificates are not valid yet"
		[ "$now" -lt "$until" ] || lack "certificates that are still valid: gen pki issue, or its clock is wrong: $(date)"
	}
}

# has_space wants room for all files once more, and a MiB.
has_space() {
	wanted=$(($(du -sk "$next" | cut -f 1) + 1024))
	for folder in /etc /usr/local /var/lib/gen; do
		[ -d "$root$folder" ] || continue
		free=$(df -Pk "$root$folder" | awk 'NR == 2 { print $4 }')
		[ "${free:-0}" -ge "$wanted" ] || lack "$wanted KiB of space at $folder; ${free:-0} are free"
	done
}

# has_places looks where files are to be written and removed.
has_places() {
	path=$(lines revision "$manifest" | cut -f 2)
	[ -z "$path" ] || straight "$path"
	cut -f 1,8 "$work/write" "$work/removed" >"$work/places"
	while IFS=$tab read -r path over <&3; do
		straight "$path" || continue
		[ -e "$root$path" ] || continue
		known "$path" || [ "$over$force" != - ] || same "$path" ||
			lack "a free place for $path: that file is not gen's; look at it, and move it away or use --force, which keeps it in /var/lib/gen/original"
	done 3<"$work/places"
}

# straight PATH: it is a file or nothing, and no symlink leads to it.
straight() {
	above=${1%/*}
	while [ -n "$above" ] && [ ! -e "$root$above" ] && [ ! -L "$root$above" ]; do above=${above%/*}; done
	at=$(cd "$root${above:-/}" 2>/dev/null && pwd -P)
	if [ "${at%/}" != "${real%/}$above" ]; then
		lack "a folder $above that is one, with no symlink on the way: it is ${at:-no folder}"
		return 1
	elif [ -L "$root$1" ] || { [ -e "$root$1" ] && [ ! -f "$root$1" ]; }; then
		lack "a free place for $1: that is no regular file"
		return 1
	fi
}

# known PATH: gen has put it there, or was just about to.
known() {
	grep -qxF -- "$1" "$work/known" || noted had "$1" || noted new "$1"
}

# same PATH: what is there has the content that it is to have.
same() {
	content "$1" "$(awk -F "$tab" -v path="$1" '$1 == path { print $7 }' "$work/files")"
	cmp -s "$content" "$root$1"
}
