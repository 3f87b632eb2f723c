package expr

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"gen/generator/report"
	"gen/generator/strictyaml"
)

// filled is an expression with its limits and variables replaced, which
// remembers where its parts stood.
type filled struct {
	text string
	// parts are the places where a replacement ends, in order.
	parts []part
}

// part is a replacement: from which byte of the text on, how far the original is ahead.
type part struct{ from, ahead int }

// fill replaces ${name} by values.
func fill(text string, value func(name string) (string, bool)) filled {
	var out strings.Builder
	f := filled{}
	for at := 0; at < len(text); {
		name, size := placeholder(text[at:])
		by, known := value(name)
		if size == 0 || !known {
			out.WriteByte(text[at])
			at++
			continue
		}
		out.WriteString(by)
		at += size
		f.parts = append(f.parts, part{out.Len(), at - out.Len()})
	}
	f.text = out.String()
	return f
}

// placeholder is the name at the beginning of a text such as ${name}, and how
// long that is.
func placeholder(text string) (name string, size int) {
	inner, ok := strings.CutPrefix(text, "${")
	end := strings.IndexByte(inner, '}')
	if !ok || end < 0 {
		return "", 0
	}
	return inner[:end], end + 3
}

// original is where a byte of the text stood before.
func (f filled) original(at int) int {
	ahead := 0
	for _, p := range f.parts {
		if p.from > at {
			break
		}
		ahead = p.ahead
	}
	return at + ahead
}

// locate is the place in a YAML file of a byte in a text that was read from it:
// plain, in quotes, or a block over several lines. Of what the file says by
// an escape of YAML alone, it is the place where the text begins.
func locate(source []byte, text strictyaml.Text, at int) report.Pos {
	escapes := false
	from, ok := offset(source, text.Pos)
	if !ok || at < 0 || at > len(text.Value) {
		return text.Pos
	}
	if from < len(source) && (source[from] == '|' || source[from] == '>') {
		from += max(bytes.IndexByte(source[from:], '\n'), 0)
	} else if from < len(source) && (source[from] == '"' || source[from] == '\'') {
		escapes = source[from] == '"'
		from++
	}
	for read := 0; ; read++ {
		from = skipBreak(source, from, text.Value, read)
		if read == at {
			return position(source, from, text.Pos.File)
		}
		size := written(source[min(from, len(source)):], text.Value[read], escapes)
		if size == 0 {
			return text.Pos
		}
		from += size
	}
}

// written is how many bytes of a source say a byte of the text that it begins
// with, or 0 if it says something else.
func written(source []byte, c byte, escapes bool) int {
	switch {
	case len(source) == 0:
		return 0
	case escapes && source[0] == '\\':
		return escape(source, c)
	case source[0] == c || c == ' ' || c == '\n':
		return 1
	}
	return 0
}

// escape is the length of the escape that a source begins with, as YAML and
// JSON have them alike, if it stands for c.
func escape(source []byte, c byte) int {
	var text string
	for _, size := range []int{2, 6} {
		if len(source) >= size && json.Unmarshal([]byte(`"`+string(source[:size])+`"`), &text) == nil {
			if text == string(rune(c)) && c < utf8.RuneSelf {
				return size
			}
			return 0
		}
	}
	return 0
}

// skipBreak passes over a line break with the indentation behind it, but for
// as many characters as the text itself has there.
func skipBreak(source []byte, from int, text string, read int) int {
	if from >= len(source) || source[from] != '\n' && source[from] != '\r' {
		return from
	}
	start := from
	for from < len(source) && strings.IndexByte("\r\n ", source[from]) >= 0 {
		from++
	}
	for ; read < len(text) && (text[read] == ' ' || text[read] == '\n'); read++ {
		from--
	}
	return max(from, start)
}

// offset is the byte of a place.
func offset(source []byte, pos report.Pos) (int, bool) {
	at := 0
	for line := 1; line < pos.Line; line++ {
		next := bytes.IndexByte(source[at:], '\n')
		if next < 0 {
			return 0, false
		}
		at += next + 1
	}
	for col := 1; col < pos.Col; col++ {
		if at >= len(source) {
			return 0, false
		}
		_, size := utf8.DecodeRune(source[at:])
		at += size
	}
	return at, pos.Line > 0
}

// position is the place of a byte.
func position(source []byte, at int, file string) report.Pos {
	before := source[:min(at, len(source))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return report.Pos{File: file, Line: bytes.Count(before, []byte("\n")) + 1, Col: utf8.RuneCount(before[start:]) + 1}
}
