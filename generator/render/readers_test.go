package render

import (
	"regexp"
	"strings"
	"testing"
)

// The readers in this file and in systemd_readers_test.go are written from the
// documentation and the sources of the programs that they stand for. Each puts
// the quoted text where it would stand, with something after it.

// readNginx reads the second of three parameters as ngx_conf_read_token does.
func readNginx(t *testing.T, quoted string) string {
	rest, words := "name "+quoted+" after;", []string{}
	for rest = strings.TrimLeft(rest, " \t\r\n"); rest != ";" && rest != ""; rest = strings.TrimLeft(rest, " \t\r\n") {
		word, tail := nginxWord(rest)
		words, rest = append(words, word), tail
	}
	if len(words) != 3 || words[0] != "name" || words[2] != "after" {
		t.Fatalf("%s is read as %q", quoted, words)
	}
	return words[1]
}

var nginxUnescape = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\'`, `'`, `\t`, "\t", `\r`, "\r", `\n`, "\n")

func nginxWord(s string) (word, rest string) {
	if strings.ContainsRune("#{}", rune(s[0])) {
		return "no word", ""
	}
	ends, start := " \t\r\n;{", 0
	if s[0] == '"' || s[0] == '\'' {
		ends, start = s[:1], 1
	}
	end := scan(s, start, ends)
	word, rest = nginxUnescape.Replace(s[start:end]), s[end:]
	if start == 1 && rest != "" {
		rest = rest[1:]
		if rest == "" || !strings.ContainsRune(" \t\r\n;{", rune(rest[0])) {
			return "no blank after the quote", ""
		}
	}
	return word, rest
}

// scan returns the index of the first of ends that no backslash precedes.
func scan(s string, from int, ends string) int {
	for i := from; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if strings.IndexByte(ends, s[i]) >= 0 {
			return i
		}
	}
	return len(s)
}

var apacheVariable = regexp.MustCompile(`\$\{[^}]*\}`)

// readApache reads as ap_getword_conf and then ap_resolve_env do.
func readApache(quoted string) string {
	line := strings.TrimSpace(quoted)
	var word, rest string
	if line != "" && (line[0] == '"' || line[0] == '\'') {
		quote := line[:1]
		end := 1
		for ; end < len(line) && line[end] != quote[0]; end++ {
			if line[end] == '\\' && end+1 < len(line) && (line[end+1] == quote[0] || line[end+1] == '\\') {
				end++
			}
		}
		if end == len(line) {
			return "no end"
		}
		word, rest = strings.NewReplacer(`\\`, `\`, `\`+quote, quote).Replace(line[1:end]), line[end+1:]
	} else {
		end := len(line)
		if i := strings.IndexAny(line, " \t"); i >= 0 {
			end = i
		}
		word, rest = strings.ReplaceAll(line[:end], `\\`, `\`), line[end:]
	}
	if rest != "" {
		return "more than one argument"
	}
	return apacheVariable.ReplaceAllString(word, "EXPANDED")
}

// readShell reads words of bare characters, single quotes and backslashes.
func readShell(t *testing.T, quoted string) string {
	var word strings.Builder
	for i := 0; i < len(quoted); i++ {
		switch c := quoted[i]; {
		case c == '\'':
			end := strings.IndexByte(quoted[i+1:], '\'')
			if end < 0 {
				t.Fatalf("%s has an open quote", quoted)
			}
			word.WriteString(quoted[i+1 : i+1+end])
			i += end + 1
		case c == '\\':
			i++
			word.WriteByte(quoted[i])
		case strings.IndexByte(" \t\n\"$`|&;<>()*?[]#~={}!^%", c) >= 0:
			t.Fatalf("%s has a bare %q", quoted, c)
		default:
			word.WriteByte(c)
		}
	}
	return word.String()
}

// readOpenSSL reads as str_copy of crypto/conf/conf_def.c, after the comment
// and the blanks around are gone.
func readOpenSSL(quoted string) string {
	line := opensslComment("key = " + quoted)
	if strings.HasSuffix(line, `\`) && !strings.HasSuffix(line, `\\`) {
		return "joined with the next line"
	}
	_, value, _ := strings.Cut(line, "=")
	value = strings.Trim(value, " \t\r\n")
	var text strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case strings.IndexByte("\"'`", c) >= 0:
			for i++; i < len(value) && value[i] != c; i++ {
				if value[i] == '\\' {
					i++
				}
				text.WriteByte(value[i])
			}
		case c == '\\':
			i++
			if i == len(value) {
				return "ends in an escape"
			}
			text.WriteString(strings.NewReplacer("r", "\r", "n", "\n", "b", "\b", "t", "\t").Replace(value[i : i+1]))
		case c == '$':
			return "EXPANDED"
		default:
			text.WriteByte(c)
		}
	}
	return text.String()
}

func opensslComment(line string) string {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '#':
			return line[:i]
		case strings.IndexByte("\"'`", c) >= 0:
			quote = c
		}
	}
	return line
}

var iniExpanded = regexp.MustCompile(`%\([^)]+\)s|\$(|__\w+){[^}]+}`)

// readINI reads as readValue of go-ini's parser.go with its defaults, then
// expands as Grafana's pkg/setting/expanders.go.
func readINI(quoted string) string {
	line := strings.TrimSpace(quoted)
	if line == "" {
		return ""
	}
	for _, quote := range []string{`"""`, "`"} {
		if rest, found := strings.CutPrefix(line, quote); found && len(line) >= 2*len(quote) {
			end := strings.LastIndex(rest, quote)
			if end < 0 {
				return "goes on in the next line"
			}
			return iniExpanded.ReplaceAllString(rest[:end], "EXPANDED")
		}
	}
	if strings.HasSuffix(line, `\`) {
		return "goes on in the next line"
	}
	if i := strings.IndexAny(line, "#;"); i >= 0 {
		line = strings.TrimSpace(line[:i])
	}
	for _, quote := range []string{"'", `"`} {
		if len(line) >= 2 && strings.Count(line, quote) == 2 && strings.HasPrefix(line, quote) && strings.HasSuffix(line, quote) {
			line = line[1 : len(line)-1]
		}
	}
	return iniExpanded.ReplaceAllString(line, "EXPANDED")
}

// readSSH reads the first of two arguments as argv_split of OpenSSH's misc.c.
func readSSH(quoted string) string {
	var words []string
	line := quoted + " after"
	for i := 0; i < len(line); i++ {
		if line[i] == ' ' || line[i] == '\t' {
			continue
		}
		if line[i] == '#' {
			break
		}
		word, quote := "", byte(0)
		for ; i < len(line) && (quote != 0 || line[i] != ' ' && line[i] != '\t'); i++ {
			switch c := line[i]; {
			case c == '\\' && i+1 < len(line) && (strings.IndexByte(`'"\`, line[i+1]) >= 0 || quote == 0 && line[i+1] == ' '):
				i++
				word += line[i : i+1]
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
			case c == quote:
				quote = 0
			default:
				word += string([]byte{c})
			}
		}
		words = append(words, word)
	}
	if len(words) != 2 || words[1] != "after" || strings.HasPrefix(words[0], "~") || strings.Contains(words[0], "%") {
		return "not one argument"
	}
	return words[0]
}

// readNFT reads the quotedstring of nft's scanner.l, which has no escapes.
func readNFT(quoted string) string {
	inner, open := strings.CutPrefix(quoted, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	if !open || !closed || strings.ContainsAny(inner, `"$`) || len(inner) > 128 {
		return "no string"
	}
	return inner
}

var (
	markdownActive  = regexp.MustCompile("[*_`\\[\\]~$<>]|\\|")
	markdownEscaped = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]|&[#0-9a-z]+;|<br>")
	markdownBlock   = regexp.MustCompile(`^([#>+=-]|[0-9]+[.)]([ \t]|$)|[ \t])`)
	markdownPieces  = map[string]string{"<br>": "\n", "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#124;": "|", "&#32;": " ", "&#9;": "\t"}
)

// readMarkdown undoes the escapes of CommonMark and finds fault with any mark
// that would be active.
func readMarkdown(quoted string) string {
	if markdownBlock.MatchString(quoted) || strings.TrimRight(quoted, " \t") != quoted {
		return "a block or lost blanks"
	}
	if active := markdownActive.FindString(markdownEscaped.ReplaceAllString(quoted, "")); active != "" {
		return "an active " + active
	}
	return markdownEscaped.ReplaceAllStringFunc(quoted, func(piece string) string {
		if text, found := markdownPieces[piece]; found {
			return text
		}
		return strings.TrimPrefix(piece, `\`)
	})
}

var (
	mermaidEntity = regexp.MustCompile(`#([0-9]+);|<br/>`)
	mermaidActive = regexp.MustCompile("[\"#;:`*<>&ﬂ°¶ß(){}\\[\\]]|^[0-9]+[.)] |^[-+.] |(^|[^A-Za-z0-9])_|_([^A-Za-z0-9]|$)|--|%%")
)

// readMermaid undoes Mermaid's entities and finds fault with any other mark.
func readMermaid(quoted string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(quoted, `"`), `"`)
	if active := mermaidActive.FindString(mermaidEntity.ReplaceAllString(inner, "x")); active != "" || len(inner) != len(quoted)-2 {
		return "an active " + active
	}
	return mermaidEntity.ReplaceAllStringFunc(inner, func(entity string) string {
		if entity == "<br/>" {
			return "\n"
		}
		return codePoint(strings.Trim(entity, "#;"), 10)
	})
}
