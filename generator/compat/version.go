package compat

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Version is a release number. Versions are comparable with == and are ordered
// by Compare. The zero Version means "not known" or "no bound".
//
// systemd counts by one number only; its release 252 is Version{Major: 252}.
type Version struct {
	Major, Minor, Patch int
}

// maxDigits bounds one number of a version; no release needs more, and it keeps
// the number far from overflow.
const maxDigits = 6

// ParseVersion reads MAJOR.MINOR or MAJOR.MINOR.PATCH, with or without a "v" in
// front. A patch that is left out is 0.
func ParseVersion(text string) (Version, error) {
	numbers := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(numbers) != 2 && len(numbers) != 3 {
		return Version{}, versionError(text)
	}
	return parseNumbers(text, numbers)
}

// parseNumbers fills a Version from its one to three numbers; text is what the
// error quotes.
func parseNumbers(text string, numbers []string) (Version, error) {
	var parts [3]int
	for i, number := range numbers {
		value, ok := parseNumber(number)
		if !ok {
			return Version{}, versionError(text)
		}
		parts[i] = value
	}
	return Version{parts[0], parts[1], parts[2]}, nil
}

// parseNumber accepts decimal digits only: no sign, no leading zero.
func parseNumber(text string) (int, bool) {
	if text == "" || len(text) > maxDigits || (len(text) > 1 && text[0] == '0') {
		return 0, false
	}
	for _, digit := range text {
		if digit < '0' || digit > '9' {
			return 0, false
		}
	}
	value, err := strconv.Atoi(text)
	return value, err == nil
}

func versionError(text string) error {
	return fmt.Errorf("%q is not a version, a version looks like 2.48.1", text)
}

// Compare is negative when v is older than w, zero when they are the same
// release and positive when v is newer.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch))
}

// IsZero tells whether v stands for "not known" or "no bound".
func (v Version) IsZero() bool { return v == Version{} }

// String prints MAJOR.MINOR.PATCH.
func (v Version) String() string {
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// MarshalText prints v as String does, for YAML and JSON.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what ParseVersion reads, for YAML and JSON.
func (v *Version) UnmarshalText(text []byte) (err error) {
	*v, err = ParseVersion(string(text))
	return err
}
