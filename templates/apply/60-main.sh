
# change does all that can fail, in order.
change() {
	open_journal && accounts && stage && swap && drop "$work/stale" && owners && proven || return
	containers "$work/containers"
	end_gone && run_units && act_containers && settled
}

# go_back undoes what the journal tells. It fails if not everything works as
# before. The journal ends once all files are back; what units still need stays.
go_back() {
	trap '' INT TERM
	worked=yes lost=''
	mkdir -p "$journal" && true >>"$journal/list" || return
	! noted new /etc/gen/compose.yaml || ! noted started gen-compose.service || compose down --remove-orphans || worked=''
	back started stop
	back enabled disable
	sed -n "s/^had$tab//p" "$journal/list" >"$work/had"
	while read -r path <&3; do restore "$path" "$journal/back" || worked='' lost=yes; done 3<"$work/had"
	sed -n "s/^new$tab//p" "$journal/list" >"$work/new"
	while read -r path <&3; do rm -f "$root$path" || worked='' lost=yes; done 3<"$work/new"
	! grep -Eq "^(had|new)$tab" "$journal/list" || [ ! -f "$root/etc/tmpfiles.d/gen.conf" ] ||
		systemd-tmpfiles --create "$root/etc/tmpfiles.d/gen.conf" </dev/null || worked=''
	! grep -Eq "^(had|new)$tab/etc/systemd/system/" "$journal/list" || systemctl daemon-reload </dev/null || worked=''
	back gone enable
	back gone start
	back restart restart
	back reload reload-or-restart
	sed -n "s/^container-[a-z]*$tab//p" "$journal/list" >"$work/containers"
	while read -r name <&3; do compose restart "$name" || worked=''; done 3<"$work/containers"
	tidy
	[ -z "$lost" ] && close_journal '' && [ -n "$worked" ] && rm -f "$pending"
}

# back KIND VERB: do something with units that were touched.
back() {
	sed -n "s/^$1$tab//p" "$journal/list" >"$work/back"
	while read -r name <&3; do unit "$2" "$name" || worked=''; done 3<"$work/back"
}

# close_journal MANIFEST: the way back ends, and the manifest counts, in one
# step. begin goes on here after a kill.
close_journal() {
	if [ -n "$1" ]; then cp "$1" "$journal/manifest"; else rm -f "$journal/manifest"; fi &&
		mv "$journal" "$state/done" && closed
}

# give_up WORDS: go back, and say how that went.
give_up() {
	complain "$*; going back"
	if go_back; then
		complain "what was there before is back. The bundle stays in $next: apply it again once the cause is mended"
		exit 1
	fi
	complain "not all that was there before works again"
	exit 5
}

# finish makes the new state the one that counts. Ended anywhere in here, the
# next run finds nothing to change and finishes.
finish() {
	tidy
	forget_revision
	close_journal "$manifest" || return
	tell_revision || complain "everything is in place and runs, but $path cannot be written, so that no alert can tell whether that is what was built"
	while IFS=$tab read -r path rest <&3; do rm -f "$state/original$path"; done 3<"$work/removed"
	rm -f "$pending" && mv "$next" "$work/next"
}

# tell VERB: what is to be done, or was.
tell() {
	title=$(lines site "$manifest" | sed "s/\(.*\)$tab\(.*\)/\2 of \1/")
	if [ ! -s "$work/write" ] && [ ! -s "$work/removed" ] && [ ! -s "$work/acts" ]; then
		say "$title: nothing to change"
		return
	fi
	say "$title: $1"
	sed "s/^\([^$tab]*\).*/  write \1/" "$work/write"
	sed "s/^\([^$tab]*\).*/  remove \1/" "$work/removed"
	sed "s/^\(.*\)$tab/  \1 /" "$work/acts"
}

# intend lists what would be done with units.
intend() {
	while read -r name <&3; do did stop "$name"; done 3<"$work/gone"
	while IFS=$tab read -r name rest <&3; do
		need=$(need "$name")
		systemctl is-active --quiet "$name" </dev/null || need=start
		[ -z "$need" ] || did "$need" "$name"
	done 3<"$work/units"
}

main() {
	arguments "$@"
	tools
	begin
	real=$(cd "${root:-/}" && pwd -P)
	if [ ! -d "$next" ]; then
		[ ! -d "$journal" ] || give_up "the last run has ended early, and its bundle is gone"
		say "there is no bundle to apply"
		exit 0
	fi
	whole
	[ -n "$checking" ] || [ ! -f "$journal/bundle" ] || cmp -s "$journal/bundle" "$next/complete" || go_back ||
		[ ! -d "$journal" ] || stop 5 "the last run has ended early, and not all files can be brought back"
	compare
	ready
	if [ -s "$work/lacks" ]; then
		sed 's/^/apply: missing: /' "$work/lacks" >&2
		stop 4 "nothing was touched"
	fi
	if [ -n "$checking" ]; then
		intend
		tell "this would be done"
		[ ! -s "$work/write" ] && [ ! -s "$work/removed" ] && [ ! -s "$work/acts" ] && exit 0
		exit 3
	fi
	trap '' HUP PIPE
	trap 'give_up "interrupted"' INT TERM
	change || give_up "it cannot be put in place"
	trap '' INT TERM
	tell "done"
	finish || stop 5 "it is in place and runs, but $state cannot be written; run this again"
}

main "$@"
