package programs

import (
	"path"
	"strings"
)

// listed finds the digest of a file in a list of checksums, as sha256sum and
// goreleaser write it: digest, blanks, an optional asterisk, the name. A list
// that names the file twice with two digests says nothing.
func listed(list []byte, name string) (sum string, ok bool) {
	for line := range strings.Lines(string(list)) {
		fields := strings.Fields(line)
		if len(fields) != 2 || path.Clean(strings.TrimPrefix(fields[1], "*")) != name {
			continue
		}
		if !digest.MatchString(fields[0]) || ok && sum != fields[0] {
			return "", false
		}
		sum, ok = fields[0], true
	}
	return sum, ok
}
