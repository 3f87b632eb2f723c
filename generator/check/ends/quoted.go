package ends

import "strings"

// escapes are the letters that stand for a control character after a backslash.
var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r'}

// arguments cuts a line at its blanks, taking off quotes of both kinds and
// undoing escapes, as systemd, Apache httpd and shells do with simple lines.
func arguments(line string) (list []string) {
	var word strings.Builder
	var quote byte
	open := false
	for at := 0; at < len(line); at++ {
		c := line[at]
		switch {
		case c == '\\' && at+1 < len(line):
			at++
			if letter, ok := escapes[line[at]]; ok {
				c = letter
			} else {
				c = line[at]
			}
			open = true
			word.WriteByte(c)
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, open = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if open {
				list = append(list, word.String())
			}
			word.Reset()
			open = false
		default:
			open = true
			word.WriteByte(c)
		}
	}
	if open {
		list = append(list, word.String())
	}
	return list
}
