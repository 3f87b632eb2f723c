package ends

import "strings"

// block is a directive of nginx with its arguments, and what stands within its braces.
type block struct {
	name  string
	args  []string
	inner []block
}

// all are the directives of a name, at any depth.
func all(blocks []block, name string) (list []block) {
	for _, b := range blocks {
		if b.name == name {
			list = append(list, b)
		}
		list = append(list, all(b.inner, name)...)
	}
	return list
}

// first is the first argument of the first directive of a name in the block itself.
func (b block) first(name string) string {
	for _, inner := range b.inner {
		if inner.name == name && len(inner.args) > 0 {
			return inner.args[0]
		}
	}
	return ""
}

// deepest is how deep blocks may lie in each other; nginx' own lie four deep.
const deepest = 32

// parseBlocks reads directives until the braces close or the words end, and
// returns the words that are left.
func parseBlocks(words []string, depth int) (list []block, rest []string) {
	var b block
	for len(words) > 0 && depth < deepest {
		word := words[0]
		words = words[1:]
		switch {
		case word == "}":
			return list, words
		case word == "{":
			b.inner, words = parseBlocks(words, depth+1)
			list, b = append(list, b), block{}
		case word == ";":
			list, b = append(list, b), block{}
		case b.name == "":
			b.name = word
		default:
			b.args = append(b.args, unmark(word))
		}
	}
	return list, nil
}

// quoted marks a word that stood in quotes, so that no brace in it counts.
const quoted = "\x00"

func unmark(word string) string { return strings.TrimPrefix(word, quoted) }

// words cuts nginx's configuration (src/core/ngx_conf_file.c): quotes of both
// kinds, a backslash before a quote or another one, comments to the end of the line.
func words(text string) (list []string) {
	for text = strings.TrimLeft(text, " \t\r\n"); text != ""; text = strings.TrimLeft(text, " \t\r\n") {
		switch c := text[0]; c {
		case '#':
			_, text, _ = strings.Cut(text, "\n")
		case '{', '}', ';':
			list, text = append(list, text[:1]), text[1:]
		case '"', '\'':
			word, rest := quotedWord(text[1:], c)
			list, text = append(list, quoted+word), rest
		default:
			end := strings.IndexAny(text, " \t\r\n;{")
			if end < 0 {
				end = len(text)
			}
			list, text = append(list, text[:end]), text[end:]
		}
	}
	return list
}

func quotedWord(text string, quote byte) (word, rest string) {
	var out strings.Builder
	for at := 0; at < len(text); at++ {
		switch c := text[at]; {
		case c == quote:
			return out.String(), text[at+1:]
		case c == '\\' && at+1 < len(text) && (text[at+1] == '\\' || text[at+1] == '"' || text[at+1] == '\''):
			at++
			out.WriteByte(text[at])
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), ""
}
