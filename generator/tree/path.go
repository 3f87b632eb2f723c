package tree

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxSegment leaves room for the prefix of staged files within the 255
	// bytes that file systems allow a name.
	maxSegment = 240
	// maxPath stays below PATH_MAX of Linux (4096) with the output folder before it.
	maxPath = 3000
)

// checkPath tells why path cannot be a path of a tree, or nil.
func checkPath(path string) error {
	switch {
	case path == "":
		return pathError(path, "the path of an output file is empty")
	case len(path) > maxPath:
		return pathError(path, fmt.Sprintf("the path is longer than %d bytes: %.60q...", maxPath, path))
	case !isPlain(path) && !utf8.ValidString(path):
		return pathError(path, fmt.Sprintf("the path %q is not UTF-8", path))
	case !isPlain(path) && strings.ContainsFunc(path, unprintable):
		return pathError(path, fmt.Sprintf("the path %q has a control character", path))
	case strings.ContainsRune(path, '\\'):
		return pathError(path, fmt.Sprintf("the path %q has a backslash", path))
	case path[0] == '/':
		return pathError(path, fmt.Sprintf("the path %q is absolute", path))
	case !fs.ValidPath(path) || path == ".":
		return pathError(path, fmt.Sprintf("the path %q is not clean: it has an empty, \".\" or \"..\" segment", path))
	}
	return checkSegments(path)
}

func checkSegments(path string) error {
	if name := fold(path); name == lockName || name == journalName {
		return pathError(path, fmt.Sprintf("the path %q is gen's own", path))
	}
	for segment := range strings.SplitSeq(path, "/") {
		if len(segment) > maxSegment {
			return pathError(path, fmt.Sprintf("a segment of the path is longer than %d bytes: %.60q...", maxSegment, segment))
		}
		if strings.HasPrefix(fold(segment), stagePrefix) {
			return pathError(path, fmt.Sprintf("the path %q has a segment that starts with %q, which is gen's own", path, stagePrefix))
		}
	}
	return nil
}

// checkFile tells why f cannot be in a tree, or nil.
func checkFile(f File) error {
	if err := checkPath(f.Path); err != nil {
		return err
	}
	if f.Mode&^fs.ModePerm != 0 {
		return labelError(f.Path, fmt.Sprintf("mode %s is more than permissions", f.Mode))
	}
	if f.OnChange != Nothing && f.OnChange != Reload && f.OnChange != Restart {
		return labelError(f.Path, fmt.Sprintf("on-change %q is none of \"reload\", \"restart\" and \"\"", f.OnChange))
	}
	for _, label := range []string{f.Owner, f.Service, f.Unit} {
		if !validLabel(label) {
			return labelError(f.Path, fmt.Sprintf("%q cannot stand in %s", label, lockName))
		}
	}
	for _, secret := range f.Secrets {
		if secret == "" || strings.ContainsRune(secret, ',') || !validLabel(secret) {
			return labelError(f.Path, fmt.Sprintf("the name %q of a secret cannot stand in %s", secret, lockName))
		}
	}
	return nil
}

// validLabel tells whether s can be a column of the lock: "-" means empty there.
func validLabel(s string) bool {
	return s != "-" && (isPlain(s) || utf8.ValidString(s) && !strings.ContainsFunc(s, unprintable))
}

// isPlain tells whether s is printable ASCII, as nearly everything is; to look
// at bytes takes a third of the time of looking at characters.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// unprintable is wider than control characters: it also keeps out the line and
// paragraph separators that some editors break lines at.
func unprintable(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// collision is the error for path when p already stands at at, one of its folders or itself.
func collision(path, at string, p place) error {
	switch {
	case p.path != at:
		return pathError(path, fmt.Sprintf("the paths %q and %q differ only in case", at, p.path))
	case at != path:
		return pathError(path, fmt.Sprintf("the path %q runs through the file %q", path, at))
	case p.file == noFile:
		return pathError(path, fmt.Sprintf("the path %q is also a folder", path))
	}
	return pathError(path, fmt.Sprintf("two files want the path %q", path))
}

// fold spells s so that two strings that differ only in case become the same.
func fold(s string) string {
	if isFolded(s) {
		return s // nearly every path, so that Add takes a quarter less
	}
	return strings.Map(foldRune, s)
}

func isFolded(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// foldRune returns the least rune of those that fold into each other, or for
// ASCII the lower case letter.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if least < utf8.RuneSelf {
		return foldRune(least) // the Kelvin sign folds into k
	}
	return least
}
