
# forget_revision takes away where the revision was told, if it is told
# elsewhere from now on, or nowhere.
forget_revision() {
	path=$(lines revision "$installed" | cut -f 2)
	[ -z "$path" ] || [ "$path" = "$(lines revision "$manifest" | cut -f 2)" ] || rm -f "$root$path"
}

# tell_revision has an exporter of the node tell what is in force. It is no
# file like others, as it must not be there before everything runs.
tell_revision() {
	lines revision "$manifest" >"$work/revision"
	IFS=$tab read -r revision path <"$work/revision" || return 0
	beside "$path"
	folder "${path%/*}" && rm -f "$beside" && revision_metric "$revision" >"$beside" &&
		chmod 644 "$beside" && mv -f "$beside" "$root$path" && label "$root$path"
}

revision_metric() {
	printf '%s\n' '# HELP gen_node_revision_info Revision of the files that gen has put in place on this node.' \
		'# TYPE gen_node_revision_info gauge' "gen_node_revision_info{revision=\"$1\"} 1"
}
