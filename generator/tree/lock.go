package tree

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

const (
	lockVersion = 1
	lockStart   = "# gen.lock "
	lockHeader  = lockStart + "1 - written by gen; do not edit\n"
	lockColumns = 8
	lineSize    = 190 // bytes, roughly
)

// Locked is one line of gen.lock: what gen wrote at a path, and how the file is
// to be installed on its node. The fields are those of File.
type Locked struct {
	Path string
	// SHA256 is the digest of the content, 64 lower case hexadecimal digits.
	SHA256                         string
	Mode                           fs.FileMode
	Owner, Service, OnChange, Unit string
	Secrets                        []string
}

// ParseLock reads the text of a gen.lock. The error is an *Error of kind
// ErrLock, with the line, or ErrLockVersion.
func ParseLock(text []byte) ([]Locked, error) { return parseLock(lockName, text) }

// FormatLock writes the text of a gen.lock. The files must be sorted by path;
// ParseLock reads them back.
func FormatLock(files []Locked) []byte {
	var b bytes.Buffer
	b.WriteString(lockHeader)
	b.Grow(lineSize * len(files)) // else growing by doubling leaves as much again as garbage
	for _, f := range files {
		b.WriteString(f.Path)
		for _, label := range [...]string{f.SHA256, formatMode(f.Mode), f.Owner, f.Service, f.OnChange, f.Unit, strings.Join(f.Secrets, ",")} {
			b.WriteByte('\t')
			b.WriteString(dash(label))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// Lock is the gen.lock that writing the tree leaves.
func (t *Tree) Lock() []byte {
	var lines []Locked
	for _, f := range t.Files() {
		lines = append(lines, lockLine(&f, digestOf(f.Content)))
	}
	return FormatLock(lines)
}

// lockLine is the line of f, whose content has the digest.
func lockLine(f *File, digest string) Locked {
	return Locked{f.Path, digest, f.Mode, f.Owner, f.Service, f.OnChange, f.Unit, f.Secrets}
}

// parseLock reads a lock out of the file called name: gen.lock or its journal.
func parseLock(name string, text []byte) ([]Locked, error) {
	header, rest, ended := strings.Cut(string(text), "\n")
	if err := checkHeader(name, header); err != nil {
		return nil, err
	}
	if !ended {
		return nil, garbled(name, 1, "the line is cut off")
	}
	if rest != "" && !strings.HasSuffix(rest, "\n") {
		return nil, garbled(name, 1+strings.Count(rest, "\n")+1, "the line is cut off")
	}
	files := make([]Locked, 0, strings.Count(rest, "\n"))
	number := 1
	for line := range strings.Lines(rest) {
		number++
		f, err := parseLine(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, garbled(name, number, err.Error())
		}
		if n := len(files); n > 0 && files[n-1].Path >= f.Path {
			return nil, garbled(name, number, "the path does not sort after that of the line before")
		}
		files = append(files, f)
	}
	return files, nil
}

func checkHeader(name, header string) error {
	if header+"\n" == lockHeader {
		return nil
	}
	version, isLock := strings.CutPrefix(header, lockStart)
	version, _, _ = strings.Cut(version, " ")
	if n, err := strconv.ParseUint(version, 10, 32); isLock && err == nil && n > lockVersion {
		return &Error{Kind: ErrLockVersion, Path: name, Line: 1,
			Fact: fmt.Sprintf("%s has version %d, this gen knows version %d", name, n, lockVersion),
			Hint: "build with the newer gen that wrote it"}
	}
	return garbled(name, 1, fmt.Sprintf("the line is not %q", strings.TrimSuffix(lockHeader, "\n")))
}

func parseLine(line string) (Locked, error) {
	if n := strings.Count(line, "\t") + 1; n != lockColumns {
		return Locked{}, fmt.Errorf("the line has %d columns, not %d", n, lockColumns)
	}
	var column [lockColumns]string
	for i := range column {
		column[i], line, _ = strings.Cut(line, "\t")
	}
	mode, err := parseMode(column[2])
	if err != nil {
		return Locked{}, err
	}
	if !isDigest(column[1]) {
		return Locked{}, fmt.Errorf("%.80q is not a SHA-256 digest", column[1])
	}
	f := Locked{Path: column[0], SHA256: column[1], Mode: mode, Owner: column[3]}
	for i, label := range []*string{&f.Service, &f.OnChange, &f.Unit} {
		*label = column[4+i]
	}
	return f.undash(column[7])
}

// undash turns "-" into empty in all columns that can be empty, and refuses
// what FormatLock would not have written.
func (f Locked) undash(secrets string) (Locked, error) {
	for _, label := range []*string{&f.Service, &f.OnChange, &f.Unit, &secrets} {
		switch *label {
		case "":
			return Locked{}, fmt.Errorf("the line has an empty column")
		case "-":
			*label = ""
		}
	}
	if f.Owner == "" {
		return Locked{}, fmt.Errorf("the line has an empty column")
	}
	if secrets != "" {
		f.Secrets = strings.Split(secrets, ",")
	}
	as := File{Path: f.Path, Mode: f.Mode, Owner: f.Owner, Service: f.Service, OnChange: f.OnChange, Unit: f.Unit, Secrets: f.Secrets}
	return f, checkFile(as)
}

func formatMode(mode fs.FileMode) string {
	switch mode {
	case 0o644:
		return "0644" // nearly every file
	case 0o640:
		return "0640"
	}
	return fmt.Sprintf("%04o", uint32(mode))
}

// parseMode reads four octal digits. Mode 0000 is none: it means 0644 in File.
func parseMode(s string) (fs.FileMode, error) {
	n, err := strconv.ParseUint(s, 8, 32)
	if mode := fs.FileMode(n); err == nil && n > 0 && mode&^fs.ModePerm == 0 && formatMode(mode) == s {
		return mode, nil
	}
	return 0, fmt.Errorf("%.20q is not a mode such as 0644", s)
}

func isDigest(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func garbled(name string, line int, fact string) error {
	return &Error{Kind: ErrLock, Path: name, Line: line,
		Fact: fmt.Sprintf("%s:%d: %s", name, line, fact),
		Hint: fmt.Sprintf("restore %s from version control, or delete it: gen then takes the files that it would write the same for its own", name)}
}
