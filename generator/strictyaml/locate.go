package strictyaml

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// lookahead is how many characters the scanner may have read past a mistake.
const lookahead = 4

// searchBytes bounds the text that searching for a place parses again and again.
const searchBytes = 4 << 20

// runeReader hands out one character at a time, so that the offset after a
// failure tells how far the scanner needed to read. It puts an empty line
// before the text, because the parser names no line for mistakes on the first.
type runeReader struct {
	data    []byte
	offset  int
	started bool
}

// Read implements io.Reader.
func (r *runeReader) Read(p []byte) (int, error) {
	if !r.started {
		r.started = true
		return copy(p, "\n"), nil
	}
	if r.offset == len(r.data) {
		return 0, io.EOF
	}
	_, size := utf8.DecodeRune(r.data[r.offset:])
	n := copy(p, r.data[r.offset:r.offset+size])
	r.offset += n
	return n, nil
}

// probe parses data again; it returns the offset at which reading stopped and
// the failure, whose line counts from 0 for the parser and 1 for its scanner.
func probe(data []byte) (int, *syntaxError) {
	in := &runeReader{data: data}
	_, failure := readDocuments(in)
	if failure == nil {
		failure = &syntaxError{}
	}
	return in.offset, failure
}

// locate returns the offset of the mistake; stop is where reading stopped.
func (c complaint) locate(data []byte, failure *syntaxError, stop int) int {
	switch c.find {
	case findTab:
		return max(0, bytes.LastIndexByte(data[:stop], '\t'))
	case findAlias:
		return max(0, bytes.Index(data, []byte("*"+between(failure.message, "'"))))
	case findDeep:
		return deepAt(data, stop)
	case findToken:
		return c.token(data, stop)
	case findTokenLine:
		start, end := lineAround(data, c.token(data, stop))
		return start + indent(data[start:end])
	case findBracket:
		start, end := lineAt(data, failure.line)
		return start + openBracket(data[start:end], c.chars)
	}
	start, end := lineAt(data, failure.line-1)
	if c.find == findChar {
		if at := c.char(data[start:min(end, max(start, stop))], stop-start, stop == len(data)); at >= 0 {
			return start + at
		}
	}
	return start + indent(data[start:end])
}

// char finds one of the chars in a line that is cut where reading stopped: the
// first within the lookahead, or else the last before it. At the end of the
// text the lookahead was shorter, so a colon is the last one there.
func (c complaint) char(line []byte, stop int, ended bool) int {
	from := len(line)
	for range lookahead - max(0, stop-len(line)) {
		_, size := utf8.DecodeLastRune(line[:from])
		from -= size
	}
	at := bytes.IndexAny(line[from:], c.chars)
	if at < 0 || ended && c.chars == ":" {
		return bytes.LastIndexAny(line, c.chars)
	}
	return from + at
}

// token finds the character with which the complaint arises: it cuts the text
// shorter and shorter, by lines and then by characters, while the complaint
// stays. In a huge text it gives up and takes the beginning of the line.
func (c complaint) token(data []byte, stop int) int {
	end, budget := stop, searchBytes
	same := func(cut int) bool {
		if budget -= cut; budget < 0 {
			return false
		}
		_, failure := readDocuments(bytes.NewReader(data[:cut]))
		return failure != nil && strings.HasPrefix(failure.message, c.message)
	}
	for {
		cut := bytes.LastIndexByte(data[:end], '\n')
		if cut < 0 || !same(cut) {
			break
		}
		end = cut
	}
	for end > 0 && data[end-1] != '\n' {
		_, size := utf8.DecodeLastRune(data[:end])
		end -= size
		if !same(end) {
			break
		}
	}
	if budget < 0 {
		start, lineEnd := lineAround(data, end)
		return start + indent(data[start:lineEnd])
	}
	return end
}

// lineAt returns the offsets of a line, which counts from 1, without its line break.
func lineAt(data []byte, line int) (start, end int) {
	for ; line > 1; line-- {
		next := bytes.IndexByte(data[start:], '\n')
		if next < 0 {
			break
		}
		start += next + 1
	}
	if next := bytes.IndexByte(data[start:], '\n'); next >= 0 {
		return start, start + next
	}
	return start, len(data)
}

// indent returns the offset of the first character that is no space.
func indent(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

// openBracket returns the offset of the last bracket that the line does not
// close, or of its first; chars are the opening and the closing one.
func openBracket(line []byte, chars string) int {
	var open []int
	for at, c := range line {
		switch {
		case c == chars[0]:
			open = append(open, at)
		case c == chars[1] && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return open[len(open)-1]
	}
	return max(0, bytes.IndexByte(line, chars[0]))
}

// lineAround returns the offsets of the line that holds the offset at.
func lineAround(data []byte, at int) (start, end int) {
	start = bytes.LastIndexByte(data[:at], '\n') + 1
	if next := bytes.IndexByte(data[at:], '\n'); next >= 0 {
		return start, at + next
	}
	return start, len(data)
}

// deepAt returns the offset of the bracket or dash with which the nesting goes
// too deep, or stop. It counts what stands in quotes too, which is near enough.
func deepAt(data []byte, stop int) int {
	brackets, dashes := 0, 0
	for at, c := range data[:stop] {
		switch c {
		case '[', '{':
			brackets++
		case ']', '}':
			brackets--
		case '-', '?':
			dashes++
		case '\n':
			dashes = 0
		}
		if brackets+dashes > deepest {
			return at
		}
	}
	return stop
}

// between returns the text between the first and the last mark.
func between(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest[:max(0, strings.LastIndex(rest, mark))]
}
