package deploy

import (
	"bytes"
	"strings"
	"unicode"
)

// longest is how much of a line of a node is shown, in bytes.
const longest = 2000

// lines hands what is written to it to say, line by line, in a form that cannot
// steer a terminal.
type lines struct {
	say  func(line string)
	rest []byte
}

// Write takes the next bytes.
func (l *lines) Write(text []byte) (int, error) {
	l.rest = append(l.rest, text...)
	for {
		line, after, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended && len(line) < longest {
			return len(text), nil
		}
		if !ended {
			line, after = line[:longest], line[longest:]
		}
		l.say(plain(line))
		l.rest = append([]byte{}, after...)
	}
}

// end says what has no line end.
func (l *lines) end() {
	if len(l.rest) > 0 {
		l.say(plain(l.rest))
		l.rest = nil
	}
}

// plain is a line without what a terminal would obey.
func plain(line []byte) string {
	text := strings.TrimRight(strings.ToValidUTF8(string(line), "?"), "\r")
	return strings.Map(func(c rune) rune {
		if c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) {
			return '?'
		}
		return c
	}, text)
}
