
compose() { docker compose --file "$root/etc/gen/compose.yaml" "$@" </dev/null; }

# unit VERB UNIT: what systemctl does; why it failed is in the journal of the unit.
unit() {
	case $1 in
	*able) systemctl --quiet "$1" "$2" ;; # which else tells of its symlinks
	*) systemctl "$1" "$2" ;;
	esac </dev/null && return
	complain "systemctl $1 $2 has failed"
	last_words "$2"
	return 1
}

# last_words UNIT: what it said at the end.
last_words() { ! command -v journalctl >/dev/null 2>&1 || journalctl --no-pager --output=cat --lines=5 --unit="$1" </dev/null >&2; }

# end_gone ends units that gen no longer wants, and removes their files.
end_gone() {
	while read -r gone <&3; do
		note gone "$gone" || return
		[ "$gone" != gen-compose.service ] || compose down --remove-orphans || return
		systemctl cat "$gone" </dev/null >/dev/null 2>&1 || continue
		unit disable "$gone" && unit stop "$gone" && did stopped "$gone" || return
	done 3<"$work/gone"
	drop "$work/later"
}

did() { printf '%s\t%s\n' "$1" "$2" >>"$work/acts"; }

# run_units enables and starts what does not run, and reloads or restarts what
# has changed, in the order of the manifest.
run_units() {
	! grep -q "^daemon-reload$tab" "$work/needs" || systemctl daemon-reload </dev/null || return
	while IFS=$tab read -r name kind program about <&3; do
		loaded "$name" && at_boot "$name" && act "$name" || return
	done 3<"$work/units"
	leave_others
}

loaded() {
	[ "$(systemctl show --property=LoadState "$1" </dev/null)" = LoadState=loaded ] && return
	complain "systemd cannot read $1"
	systemctl status --no-pager --lines=5 "$1" </dev/null >&2
	return 1
}

# at_boot UNIT: it starts by itself.
at_boot() { systemctl is-enabled --quiet "$1" </dev/null || { note enabled "$1" && unit enable "$1"; }; }

# act UNIT: start, restart or reload it, or nothing.
act() {
	need=$(need "$1")
	if ! systemctl is-active --quiet "$1" </dev/null; then
		note started "$1" && did started "$1" && unit start "$1"
	elif [ "$need" = restart ]; then
		note restart "$1" && did restarted "$1" && unit restart "$1"
	elif [ "$need" = reload ]; then
		note reload "$1" && did reloaded "$1" && unit reload-or-restart "$1"
	fi
}

# leave_others reloads units that are not of the site any more and not gen's to
# stop, such as the nginx of the distribution.
leave_others() {
	sed -n "s/^re[a-z]*$tab\(.*\.[a-z]*\)$/\1/p" "$work/needs" | sort -u >"$work/others"
	while read -r name <&3; do
		cut -f 1 "$work/units" | cat - "$work/gone" | grep -xF -- "$name" >"$work/match" || ! systemctl is-active --quiet "$name" </dev/null || act "$name" || return
	done 3<"$work/others"
}

# containers FILE: services of the project whose files have changed, with what
# each needs and the container that it has now.
containers() {
	lines container "$manifest" | while IFS=$tab read -r service signal; do
		need=$(need "$service")
		[ -z "$need" ] || printf '%s\t%s\t%s\t%s\n' "$service" "$signal" "$need" "$(compose ps --quiet "$service" 2>/dev/null)"
	done >"$1"
}

# act_containers reloads or restarts those that the project has not replaced by itself.
act_containers() {
	while IFS=$tab read -r service signal need before <&3; do
		[ -n "$before" ] && [ "$before" = "$(compose ps --quiet "$service" 2>/dev/null)" ] || continue
		[ "$signal" != - ] || need=restart
		note "container-$need" "$service" && did "${need}ed" "$service" && act_container "$service" "$need" "$signal" || return
	done 3<"$work/containers"
}

act_container() {
	case $2 in
	reload) compose kill --signal "$3" "$1" ;;
	*) compose restart "$1" ;;
	esac || { complain "the container $1 has not taken its new files"; return 1; }
}

# settled waits until everything runs and nothing is started over and over.
settled() {
	[ -s "$work/needs" ] || [ -s "$work/acts" ] || return 0
	tries=0
	while [ "$tries" -lt 20 ]; do
		states >"$work/before"
		sleep 2
		states >"$work/after"
		awk 'FILENAME == ARGV[1] { was[$0]; next } !($0 in was) || $2 != "runs" { print $1 }' "$work/before" "$work/after" >"$work/down"
		[ -s "$work/down" ] || return 0
		tries=$((tries + 1))
	done
	while read -r name <&3; do
		complain "$name does not stay up"
		last_words "$name"
	done 3<"$work/down"
	return 1
}

# states prints one line for each unit and container: its name, whether it
# runs, and what tells one start of it from the next.
states() {
	while IFS=$tab read -r name rest <&3; do
		printf '%s %s\n' "$name" "$(systemctl show --property=ActiveState --property=MainPID "$name" </dev/null | sort | tr '\n' ' ' | sed 's/^ActiveState=active /runs /')"
	done 3<"$work/units"
	lines container "$manifest" | while IFS=$tab read -r name rest; do
		printf '%s %s\n' "$name" "$(docker inspect --format '{{.State.Status}} {{.RestartCount}} {{.State.StartedAt}}' "$(compose ps --all --quiet "$name")" </dev/null 2>/dev/null | sed 's/^running /runs /')"
	done
}
