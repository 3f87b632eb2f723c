
# note KIND WHAT: remember how to go back. noted: whether that is remembered.
note() { noted "$1" "$2" || printf '%s\t%s\n' "$1" "$2" >>"$journal/list"; }
noted() { grep -qxF -- "$1$tab$2" "$journal/list" 2>/dev/null; }

# open_journal begins to remember, or goes on where a run of the same bundle ended early.
open_journal() {
	mkdir -p "$journal/back" && cp "$next/complete" "$journal/bundle" && cat "$work/needs" >"$pending.new" && mv "$pending.new" "$pending"
}

# stage writes all new files beside their places, where nothing reads them, and
# keeps the old ones. From then on, not even a power cut loses either.
stage() {
	while IFS=$tab read -r path mode owner digest units change secrets over <&3; do
		content "$path" "$secrets"
		beside "$path"
		note beside "$path" && folder "${path%/*}" && rm -f "$beside" && cp "$content" "$beside" &&
			chown "$owner" "$beside" && chmod "$mode" "$beside" && keep "$path" || return
	done 3<"$work/write"
	while IFS=$tab read -r path rest <&3; do
		[ ! -e "$root$path" ] || keep "$path" || return
	done 3<"$work/removed"
	sync
}

# beside PATH: sets $beside to where a file is before it is in place. No daemon
# takes such a name for one of its own.
beside() { beside=$root${1%/*}/.${1##*/}.gen-new; }

# folder PATH: make it and those above, and remember which were made.
folder() {
	[ ! -d "$root/$1" ] || return 0
	folder "${1%/*}" && printf '%s\n' "$1" >>"$folders" && mkdir -m 755 "$root$1" && label "$root$1"
}

# label FILE: as the policy of SELinux wants it, where there is one.
label() { ! command -v restorecon >/dev/null 2>&1 || restorecon "$1" </dev/null || :; }

# swap puts all new files in place, those of a folder by one process: a daemon
# that reads a certificate and its key at any time meets two that do not belong
# together for a moment between two renames, and not between two programs.
swap() {
	while IFS=$tab read -r path rest <&3; do
		beside "$path"
		together "${path%/*}"
		mkdir -p "$together" && mv -f "$beside" "$together/${path##*/}" || return
		printf '%s\n' "${path%/*}" >>"$work/swapped"
	done 3<"$work/write"
	sort -u "$work/swapped" >"$work/swaps"
	while read -r path <&3; do
		together "$path"
		find "$together" -type f -exec mv -f -t "$root$path" {} + && rmdir "$together" || return
	done 3<"$work/swaps"
	while IFS=$tab read -r path rest <&3; do label "$root$path"; done 3<"$work/write"
}

# together FOLDER: sets $together to where new files of a folder are, under
# their names, before they go to their places at once.
together() { together=$root$1/.gen-new; }

# keep PATH: what is there now comes back if this run fails. What is not gen's
# also comes back when gen no longer puts a file there.
keep() {
	noted had "$1" || noted new "$1" || {
		if [ ! -e "$root$1" ]; then
			note new "$1"
		else
			known "$1" || save "$1" "$state/original"
			save "$1" "$journal/back" && note had "$1"
		fi
	}
}

# save PATH FOLDER: copy it with owner and mode.
save() { mkdir -p "$2${1%/*}" && cp -p "$root$1" "$2$1.part" && mv -f "$2$1.part" "$2$1"; }

# restore PATH FOLDER: put in place what was saved, unless it is there.
restore() {
	beside "$1"
	! cmp -s "$root$1" "$2$1" || [ "$(rights "$root$1")" != "$(rights "$2$1")" ] || return 0
	folder "${1%/*}" && rm -f "$beside" && cp -p "$2$1" "$beside" && mv -f "$beside" "$root$1" && label "$root$1"
}

# rights FILE: its mode and owner.
# shellcheck disable=SC2012 # of find, not every node has -printf
rights() { ls -lnd "$1" | awk '{ print $1, $3, $4 }'; }

# drop LIST: take away files that gen once put there.
drop() {
	while IFS=$tab read -r path rest <&3; do
		[ -e "$root$path" ] || continue
		if [ -f "$state/original$path" ]; then restore "$path" "$state/original"; else rm -f "$root$path"; fi || return
	done 3<"$1"
}

# tidy removes folders that were made here and are empty, and rests of files.
tidy() {
	[ ! -f "$journal/list" ] || sed -n "s/^beside$tab//p" "$journal/list" >"$work/besides"
	while read -r path <&3; do
		beside "$path"
		together "${path%/*}"
		rm -f "$beside" && rm -rf "$together"
	done 3<"$work/besides"
	[ -f "$folders" ] || return 0
	sort -ru "$folders" >"$work/folders"
	while read -r path <&3; do
		rmdir "$root$path" 2>/dev/null
	done 3<"$work/folders"
	while read -r path <&3; do
		[ ! -d "$root$path" ] || printf '%s\n' "$path"
	done 3<"$work/folders" >"$folders.new"
	mv "$folders.new" "$folders"
}

# accounts makes users and groups before files are theirs; existing ones stay as they are.
accounts() {
	[ ! -f "$next/root/etc/sysusers.d/gen.conf" ] || ! grep -q "^any$tab" "$work/needs" ||
		systemd-sysusers "$next/root/etc/sysusers.d/gen.conf" </dev/null
}

# owners gives folders their owners and modes.
owners() {
	[ ! -f "$root/etc/tmpfiles.d/gen.conf" ] || ! grep -q "^any$tab" "$work/needs" ||
		systemd-tmpfiles --create "$root/etc/tmpfiles.d/gen.conf" </dev/null
}

# proven lets the daemons' own programs look at files that have changed, where
# the node has these programs.
proven() {
	lines check "$manifest" >"$work/checks"
	while read -r line <&3; do
		one_proven "$line" || return
	done 3<"$work/checks"
}

one_proven() {
	IFS=$tab
	# shellcheck disable=SC2086 # columns
	set -- $1
	unset IFS
	unit=$1
	shift
	grep -qxF "changed$tab$unit" "$work/needs" && command -v "$1" >/dev/null 2>&1 || return 0
	"$@" </dev/null >"$work/said" 2>&1 && return
	complain "$* refuses the new files:"
	cat "$work/said" >&2
	return 1
}
