package programs

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gen/generator/compat"
)

const (
	lockHeader  = "# programs.lock 1 - written by gen lock; do not edit\n"
	lockColumns = 7
)

// Locked is one line of programs.lock: the program of one version of a service
// for one processor, and where it lies.
type Locked struct {
	Service string
	Version compat.Version
	Arch    string
	// URL is that of the archive, and Archive its SHA-256 digest: 64 lower case
	// hexadecimal digits, as is SHA256.
	URL, Archive string
	// Program is the path in the archive, or empty when the download is the
	// program; SHA256 is the program's digest.
	Program, SHA256 string
}

// String is what sentences call the program.
func (l Locked) String() string { return fmt.Sprintf("%s %s for %s", l.Service, l.Version, l.Arch) }

// compareLocked orders by service, version and processor, which no two share.
func compareLocked(a, b Locked) int {
	return cmp.Or(cmp.Compare(a.Service, b.Service), a.Version.Compare(b.Version), cmp.Compare(a.Arch, b.Arch))
}

// ParseLock reads the text of a programs.lock, strictly: it is what FormatLock
// writes, or an error that names the line.
func ParseLock(text []byte) ([]Locked, error) {
	rest, ok := strings.CutPrefix(string(text), lockHeader)
	if !ok {
		return nil, garbled(1, fmt.Sprintf("it is not %q", strings.TrimSuffix(lockHeader, "\n")))
	}
	var lines []Locked
	for line := range strings.Lines(rest) {
		number := len(lines) + 2
		plain, ended := strings.CutSuffix(line, "\n")
		if !ended {
			return nil, garbled(number, "it is cut off")
		}
		l, err := parseLine(plain)
		if err != nil {
			return nil, garbled(number, err.Error())
		}
		if n := len(lines); n > 0 && compareLocked(lines[n-1], l) >= 0 {
			return nil, garbled(number, "it does not sort after the line before")
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func garbled(line int, why string) error {
	return failed("take the file back from git; or remove it, run gen lock, and look at the difference", "line %d of %s cannot be read: %s", line, LockFile, why)
}

// Spellings of what a line holds; no part of a path begins with a dot, so that
// none leads out of the folder of archives.
var (
	word     = regexp.MustCompile(`^[a-z0-9_-]+$`)
	digest   = regexp.MustCompile(`^[0-9a-f]{64}$`)
	safeURL  = regexp.MustCompile(`^https://[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)+$`)
	safePath = regexp.MustCompile(`^[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*(/[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)*$`)
)

func parseLine(line string) (Locked, error) {
	column := strings.Split(line, "\t")
	if len(column) != lockColumns {
		return Locked{}, fmt.Errorf("it has %d columns, not %d", len(column), lockColumns)
	}
	if slices.Contains(column, "") {
		return Locked{}, errors.New("a column of it is empty")
	}
	version, err := compat.ParseVersion(column[1])
	if err != nil || version.String() != column[1] {
		return Locked{}, fmt.Errorf("%q is not a version", column[1])
	}
	l := Locked{column[0], version, column[2], column[3], column[4], column[5], column[6]}
	if l.Program == "-" {
		l.Program = ""
	}
	return l, l.check()
}

// check refuses what could not have been written.
func (l Locked) check() error {
	switch {
	case !word.MatchString(l.Service) || !word.MatchString(l.Arch):
		return errors.New("service or processor is no plain word")
	case !safeURL.MatchString(l.URL):
		return fmt.Errorf("%q is not the address of an archive", l.URL)
	case l.Program != "" && !safePath.MatchString(l.Program):
		return fmt.Errorf("%q is not a path inside an archive", l.Program)
	case !digest.MatchString(l.Archive) || !digest.MatchString(l.SHA256):
		return errors.New("a digest is not 64 hexadecimal digits")
	}
	return nil
}

// FormatLock writes the text of a programs.lock, sorted.
func FormatLock(lines []Locked) []byte {
	var b bytes.Buffer
	b.WriteString(lockHeader)
	for _, l := range slices.SortedFunc(slices.Values(lines), compareLocked) {
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Service, l.Version, l.Arch, l.URL, l.Archive, cmp.Or(l.Program, "-"), l.SHA256)
	}
	return b.Bytes()
}
