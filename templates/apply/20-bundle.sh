
# whole ends the run if the bundle is not complete and as it was packed.
whole() {
	again="unpack it again: gen bundle NODE | ssh NODE sudo tar -xC /"
	[ -f "$manifest" ] && [ -f "$next/complete" ] || stop 4 "the bundle in $next is not whole; $again"
	[ -z "$(find "$next" ! -type f ! -type d)" ] || stop 4 "the bundle in $next holds something that is neither file nor folder; $again"
	(cd "$next" && sha256sum -c complete) >"$work/said" 2>&1 || stop 4 "the bundle in $next is not whole; $again"
	grep -q '  manifest$' "$next/complete" && sound "$manifest" || stop 4 "the manifest in $next is none that this script knows; $again"
	lines file "$manifest" | awk -F "$tab" '{ print $4 "  ." $1 }' >"$work/sums"
	[ ! -s "$work/sums" ] || (cd "$next/root" && sha256sum -c "$work/sums") >"$work/said" 2>&1 ||
		stop 4 "files of the bundle are not as they were packed; $again: $(sed -n 's/^\.\(.*\): FAILED.*/\1/p' "$work/said" | tr '\n' ' ')"
	[ ! -f "$installed" ] || sound "$installed" || stop 4 "$installed is damaged; restore it, or remove it and use --force"
}

# sound MANIFEST: its paths lead nowhere else than they say.
sound() {
	awk -F "$tab" '
		function clean(path) {
			return path ~ /^\/./ && path !~ /\/\// && path !~ /\/\.\.?(\/|$)/ && path !~ /\/$/ && path !~ /\\/ && path !~ /^\/var\/lib\/gen\//
		}
		NR == 1 && $0 != "gen-manifest\t1" { bad = 1 }
		$1 == "file" && (NF != 9 || !clean($2) || $3 !~ /^0[0-7][0-7][0-7]$/ || $4 !~ /^[^:]+:[^:]+$/) { bad = 1 }
		$1 == "file" && $8 != "-" { n = split($8, secret, ","); for (i = 1; i <= n; i++) if (!clean(secret[i])) bad = 1 }
		$1 == "revision" && (NF != 3 || $2 !~ /^[0-9a-f]+$/ || !clean($3)) { bad = 1 }
		$1 == "unit" && (NF != 5 || $2 !~ /^[A-Za-z0-9:_.@-]+$/ || $2 ~ /^-/) { bad = 1 }
		$1 == "container" && (NF != 3 || $2 !~ /^[A-Za-z0-9_.-]+$/ || $2 ~ /^-/) { bad = 1 }
		END { exit bad || NR == 0 }
	' "$1"
}

# compare finds out what has to be done: $work/write has the lines of files
# that differ, stale those that gen once put there and no longer does, gone the
# units that are to end, and later the files of these.
compare() {
	lines file "$manifest" >"$work/files"
	while IFS=$tab read -r path mode owner digest units change secrets over <&3; do
		[ "$secrets" = - ] || fill "$path" "$secrets" || continue
		content "$path" "$secrets"
		differs "$path" "$mode" "$owner" || continue
		printf '%s\t' "$path" "$mode" "$owner" "$digest" "$units" "$change" "$secrets" >>"$work/write"
		printf '%s\n' "$over" >>"$work/write"
	done 3<"$work/files"
	left file "$installed" "$manifest" >"$work/removed"
	left unit "$installed" "$manifest" | awk -F "$tab" '$2 == "own" { print $1 }' >"$work/gone"
	awk -F "$tab" 'FILENAME == ARGV[1] { gone[$1]; next } $5 in gone' "$work/gone" "$work/removed" >"$work/later"
	awk -F "$tab" 'FILENAME == ARGV[1] { gone[$1]; next } !($5 in gone)' "$work/gone" "$work/removed" >"$work/stale"
	lines file "$installed" | cut -f 1 >"$work/known"
	needs
}

# left KIND OLD NEW: lines of a manifest of which another has none of that name.
# Programs and secrets that are no longer brought, but needed, stay.
left() {
	[ -f "$2" ] || return 0
	awk -F "$tab" -v kind="$1" '
		NR == FNR && $1 == kind { new[$2] }
		NR == FNR && kind == "file" && $1 == "unit" { new[$4] }
		NR == FNR && kind == "file" && $1 == "secret" { new[$2] }
		NR != FNR && $1 == kind && !($2 in new)' "$3" "$2" | sed "s/^$1$tab//"
}

# content PATH SECRETS: sets $content to the file that is to be at a path.
content() {
	content=$next/root$1
	[ "$2" = - ] || content=$work/filled$1
}

# differs PATH MODE OWNER: it is not there with $content yet.
differs() {
	! cmp -s "$content" "$root$1" ||
		[ -z "$(find "$root$1" -prune -type f -perm "$2" -user "${3%:*}" -group "${3#*:}" 2>/dev/null)" ]
}

# needs lists what units need: what was left by a run that ended early, and
# what follows from the changes.
needs() {
	{
		[ ! -f "$pending" ] || cat "$pending"
		cut -f 1,5,6 "$work/write" "$work/removed" | awk -F "$tab" -v OFS="$tab" '
			{ print "any", "files" }
			$1 ~ /^\/etc\/systemd\/system\// { print "daemon-reload", "systemd" }
			$2 != "-" { n = split($2, unit, ","); for (i = 1; i <= n; i++) { print "changed", unit[i]; if ($3 != "-") print $3, unit[i] } }'
	} | sort -u >"$work/needs"
}

# need UNIT: what it needs, or nothing; restart is more than reload.
need() {
	for word in restart reload; do
		grep -qxF "$word$tab$1" "$work/needs" && printf '%s' "$word" && return
	done
	return 0
}

# secret PATH: where its value is, staged or on the node.
secret() {
	secret=$root$1
	[ ! -f "$next/root$1" ] || secret=$next/root$1
}

# fill PATH SECRETS: make $work/filled/PATH, with values in place of placeholders.
fill() {
	mkdir -p "$work/filled${1%/*}" && cp "$next/root$1" "$work/filled$1" || return
	for one in $(words "$2"); do
		secret "$one"
		[ -f "$secret" ] || { lack "the secret $one, which $1 needs"; return 1; }
		awk -v secret="$secret" -v name="${one##*/}" "$filling" "$work/filled$1" >"$work/filling" && mv "$work/filling" "$work/filled$1" ||
			{ lack "a secret $one of one line without blanks, quotes and backslashes, as $1 holds it"; return 1; }
	done
}

# A placeholder is followed by nothing that could belong to the name. The value
# stands in YAML without quotes.
# shellcheck disable=SC2016
filling='
	BEGIN {
		bad = (getline value <secret) <= 0 || (getline more <secret) > 0 || value !~ /^[A-Za-z0-9][-A-Za-z0-9_~:\/?#@!$&*+,;=.%()]*$/ || value ~ /:$/
		if (bad) exit 1
		mark[1] = "https://gen-secret.invalid/" name; mark[2] = "gen-secret-" name
	}
	{ for (m = 1; m <= 2; m++) $0 = filled($0, mark[m]); print }
	function filled(text, mark,  out, at, rest) {
		while ((at = index(text, mark)) > 0) {
			rest = substr(text, at + length(mark))
			out = out substr(text, 1, at - 1) (rest ~ /^[A-Za-z0-9_.-]/ ? mark : value)
			text = rest
		}
		return out text
	}'
