package strictyaml

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"gen/generator/report"
)

const (
	// largestFile is the size in bytes up to which a file is read.
	largestFile = 16 << 20
	// mostValues bounds the list items and keys of a file, and so the memory for its nodes.
	mostValues = 1_000_000
)

// checkText looks at the bytes before any YAML is read; it returns the first problem.
func checkText(data []byte) (report.Problem, bool) {
	if len(data) > largestFile {
		return textProblem(data, 0, "yaml/too-large",
			fmt.Sprintf("the file has %d bytes, more than 16 MiB", len(data)), "split it into several files")
	}
	for at := 0; at < len(data); {
		r, size := rune(data[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[at:])
		}
		switch {
		case r == utf8.RuneError && size == 1:
			return textProblem(data, at, "yaml/not-utf8",
				fmt.Sprintf("the byte %#02x is not UTF-8", data[at]), "save the file with the encoding UTF-8")
		case r == '%' && (at == 0 || data[at-1] == '\n'):
			return textProblem(data, at, "yaml/directive", `a line begins with "%"`, "remove it, or indent it or put it in quotes if it is text")
		case r == '\r' && !bytes.HasPrefix(data[at:], []byte("\r\n")):
			return textProblem(data, at, "yaml/control-character",
				"the file holds a carriage return that ends no line", "save the file with line ends of Unix or Windows")
		case hidden(r):
			return textProblem(data, at, "yaml/control-character",
				fmt.Sprintf("the file holds the invisible character U+%04X", r), "delete it and type the value again")
		}
		at += size
	}
	if countValues(data) > mostValues {
		return textProblem(data, 0, "yaml/too-large",
			fmt.Sprintf("the file has more than %d list items and keys", mostValues), "split it into several files")
	}
	return report.Problem{}, true
}

// textProblem returns a problem at an offset of data, and false.
func textProblem(data []byte, at int, id, fact, hint string) (report.Problem, bool) {
	return report.Problem{ID: id, Pos: posAt(data, at), Fact: fact, Hint: hint}, false
}

// posAt returns the line and the column of an offset; the file is left empty.
func posAt(data []byte, at int) report.Pos {
	before := data[:min(at, len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return report.Pos{Line: bytes.Count(before, []byte("\n")) + 1, Col: utf8.RuneCount(before[start:]) + 1}
}

// hidden tells whether editors do not show r, or some of them break lines at
// it, or it turns the reading direction.
func hidden(r rune) bool {
	switch {
	case r < ' ':
		return r != '\t' && r != '\n' && r != '\r'
	case r < 0x7F:
		return false
	case r < 0xA0, r == 0x2028, r == 0x2029, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return true
	}
	switch r {
	case 0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F: // no width; joiners (200C, 200D) belong to some scripts
		return true
	}
	return 0x202A <= r && r <= 0x202E || 0x2060 <= r && r <= 0x2064 || 0x2066 <= r && r <= 0x2069
}

// countValues returns how many characters of data could begin a list item or
// a value: never fewer than there are, and hardly more outside of prose.
func countValues(data []byte) int {
	count := 0
	for at, c := range data {
		switch c {
		case ',', '[', '{':
			count++
		case ':', '-', '?':
			if at+1 == len(data) || data[at+1] <= ' ' {
				count++
			}
		}
	}
	return count
}

// wholeNumber reads decimal digits.
func wholeNumber(digits string) (int, bool) {
	number, err := strconv.Atoi(digits)
	return number, err == nil
}
