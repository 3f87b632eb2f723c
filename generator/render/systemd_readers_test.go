package render

import (
	"regexp"
	"strconv"
	"strings"
)

// codePoint returns the character of a number.
func codePoint(number string, base int) string {
	n, err := strconv.ParseUint(number, base, 32)
	if err != nil {
		return "no number"
	}
	return string(rune(n))
}

var specifier = regexp.MustCompile(`%.?`)

// expandSpecifiers does as specifier_printf: "%%" is "%", others are values.
func expandSpecifiers(s string) string {
	return specifier.ReplaceAllStringFunc(s, func(pair string) string {
		if pair == "%%" {
			return "%"
		}
		return "EXPANDED"
	})
}

var (
	variable = regexp.MustCompile(`\$(\$|\{[^}]*\}|\w+)?`)
	cEscapes = map[byte]string{'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n", 'r': "\r", 't': "\t", 'v': "\v", 's': " ", '\\': `\`, '"': `"`, '\'': "'"}
)

// readExec reads one argument of ExecStart=: words, then specifiers, then variables.
func readExec(quoted string) string {
	if quoted == ";" {
		return "the end of the command"
	}
	return variable.ReplaceAllStringFunc(readTmpfiles(quoted), func(found string) string {
		if found == "$$" {
			return "$"
		}
		return "EXPANDED"
	})
}

// readTmpfiles reads a word with C escapes and specifiers.
func readTmpfiles(quoted string) string { return expandSpecifiers(firstWord(quoted, true)) }

// readSysusers reads a word with specifiers; a backslash only takes the next byte as it is.
func readSysusers(quoted string) string { return expandSpecifiers(firstWord(quoted, false)) }

// readDirective reads the rest of a line as one text.
func readDirective(quoted string) string {
	if strings.HasSuffix(quoted, `\`) {
		return "joined with the next line"
	}
	return expandSpecifiers(strings.Trim(quoted, " \t\n\r"))
}

// firstWord reads the first of two words as extract_first_word of systemd does
// with EXTRACT_UNQUOTE, and with EXTRACT_CUNESCAPE if escapes is set.
func firstWord(quoted string, escapes bool) string {
	line := quoted + " after"
	var word strings.Builder
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && escapes:
			text, length := cUnescape(line[i+1:])
			word.WriteString(text)
			i += length
		case c == '\\':
			i++
			word.WriteByte(line[i])
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && (c == ' ' || c == '\t'):
			if line[i:] != " after" {
				return "more than one word"
			}
			return word.String()
		default:
			word.WriteByte(c)
		}
	}
	return "no end"
}

// cUnescape reads what follows a backslash and tells how many bytes that were.
func cUnescape(s string) (text string, length int) {
	if text, known := cEscapes[s[0]]; known {
		return text, 1
	}
	switch {
	case s[0] == 'u' && len(s) > 4:
		return codePoint(s[1:5], 16), 5
	case s[0] == 'x' && len(s) > 2:
		return codePoint(s[1:3], 16), 3
	}
	return "unknown escape", 1
}
