// Package alike writes, and recognises, texts that differ in a few words only:
// the files of thousands of nodes differ in the node's name and address.
//
// A text is cut at these words where they stand by themselves. What lies
// between is shared by all; a further text is made, or compared, by copying and
// comparing bytes.
package alike

import (
	"bytes"
	"slices"
)

// Text is a text without the words at which it was cut.
type Text struct {
	// parts are what stands before, between and behind the words.
	parts [][]byte
	// holes tell which word stands behind each part but the last.
	holes []int
}

// Cut cuts a text at every place where one of the words stands by itself: "web"
// does not in "web-config", nor "10.0.0.1" in "10.0.0.12". Words are not empty.
// The text must not change as long as the result is in use.
func Cut(text []byte, words []string) Text {
	var t Text
	next := make([]int, len(words))
	for at := range words {
		next[at] = find(text, words[at], 0)
	}
	from := 0
	for {
		first := leftmost(next)
		if first < 0 {
			break
		}
		t.parts, t.holes = append(t.parts, text[from:next[first]]), append(t.holes, first)
		from = next[first] + len(words[first])
		for at := range words {
			if next[at] >= 0 && next[at] < from {
				next[at] = find(text, words[at], from)
			}
		}
	}
	t.parts = append(t.parts, text[from:])
	return t
}

// leftmost is the index of the least number that is not negative, or -1.
func leftmost(places []int) int {
	first := -1
	for at, place := range places {
		if place >= 0 && (first < 0 || place < places[first]) {
			first = at
		}
	}
	return first
}

// find is where a word stands by itself at or behind a place, or -1.
func find(text []byte, word string, from int) int {
	for {
		at := bytes.Index(text[from:], []byte(word))
		if at < 0 {
			return -1
		}
		start, end := from+at, from+at+len(word)
		if (start == 0 || !inWord(text[start-1])) && (end == len(text) || !inWord(text[end])) {
			return start
		}
		from = start + 1
	}
}

// inWord tells whether a word goes on with a character.
func inWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Fill is the text with these words in the place of those at which it was cut. A
// text without any is the one that was cut, and not copied.
func (t Text) Fill(words []string) []byte {
	if len(t.holes) == 0 {
		return t.parts[0]
	}
	size := 0
	for _, part := range t.parts {
		size += len(part)
	}
	for _, hole := range t.holes {
		size += len(words[hole])
	}
	filled := append(make([]byte, 0, size), t.parts[0]...)
	for at, hole := range t.holes {
		filled = append(append(filled, words[hole]...), t.parts[at+1]...)
	}
	return filled
}

// Is tells whether Fill would return this text. With words too few, nothing is.
func (t Text) Is(text []byte, words []string) bool {
	rest, ok := bytes.CutPrefix(text, t.parts[0])
	for at, hole := range t.holes {
		if !ok || hole >= len(words) || len(rest) < len(words[hole]) || string(rest[:len(words[hole])]) != words[hole] {
			return false
		}
		rest, ok = bytes.CutPrefix(rest[len(words[hole]):], t.parts[at+1])
	}
	return ok && len(rest) == 0
}

// Equal tells whether two texts are cut in the same places, and are otherwise equal.
func (t Text) Equal(u Text) bool {
	return slices.Equal(t.holes, u.holes) && slices.EqualFunc(t.parts, u.parts, bytes.Equal)
}

// AppendTo appends the text with a mark in the place of each word: a byte that
// is not in UTF-8, and which of the words it is.
func (t Text) AppendTo(out []byte) []byte {
	out = append(out, t.parts[0]...)
	for at, hole := range t.holes {
		out = append(append(out, 0xff, byte(hole)), t.parts[at+1]...)
	}
	return out
}
