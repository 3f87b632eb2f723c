package strictyaml

import (
	"bytes"
	"cmp"
	"strings"

	"gen/generator/report"
)

// complaint translates one message of the YAML parser.
type complaint struct {
	// message is how the parser's text begins.
	message string
	fact    string
	hint    string
	// id is yaml/syntax when empty.
	id string
	// find says how to get the column, and more than the line that the parser names.
	find search
	// chars are the characters that the mistake can be at, for findChar and findBracket.
	chars string
}

// search is a way to find the place of a mistake.
type search int

// Without a search, it is the parser's line and the first character on it.
const (
	// findChar takes one of chars near the place where reading stopped.
	findChar search = iota + 1
	// findBracket takes the opening bracket on the parser's line, which counts from 0.
	findBracket
	// findToken takes the end of the longest text that the parser has no such complaint about.
	findToken
	// findTokenLine takes the first character on the line that findToken finds.
	findTokenLine
	// findTab takes the last tab before the place where reading stopped.
	findTab
	// findAlias takes the alias that the message names.
	findAlias
	// findDeep takes the bracket or dash that goes too deep.
	findDeep
)

const (
	tabFact     = "a tab cannot indent a line"
	tabHint     = "indent with spaces"
	indentFact  = "the line is indented as if it belonged to the value above"
	indentHint  = `indent it like its neighbours, or put ": " after the key in the line above`
	alignHint   = "align the line with its neighbours; put quotes around a whole value that has quotes inside"
	escapeFact  = `unknown escape after "\" in a text in double quotes`
	escapeHint  = `type "\\" for one "\", or use single quotes`
	bracketHint = "close it, or put a comma between two entries"
	anchorFact  = `a value cannot begin with "*" or "&"`
	quoteHint   = "put quotes around the value"
	keyHint     = `write "key: value", with a space after the colon`
	itemFact    = "want a list item"
	itemHint    = `begin the line with "- ", below the items above`
	blockFact   = `"|" or ">" is not followed by a line break`
	blockHint   = "begin the text on the next line, or put quotes around the value"
)

// complaints are the messages of yaml.v3 (scannerc.go, parserc.go and decode.go@v3.0.1).
var complaints = []complaint{
	{message: "mapping values are not allowed", fact: `a second ": " on one line`, find: findChar, chars: ":", hint: "put quotes around the text that has it inside"},
	{message: "found character that cannot start any token", fact: "a value cannot begin with this character", find: findChar, chars: "\t@`%|>", hint: quoteHint},
	{message: "could not find expected ':'", fact: `the line has no ": "`, hint: keyHint},
	{message: "found unexpected end of stream", fact: "the quote that opens here is never closed", find: findToken, hint: "add the closing quote"},
	{message: "found unexpected document indicator", fact: "the quote that opens here is not closed before the next document", find: findChar, chars: `"'`, hint: "add the closing quote"},
	{message: "did not find expected key", fact: "this cannot stand here", find: findToken, hint: alignHint},
	{message: "did not find expected '-' indicator", fact: itemFact, find: findTokenLine, hint: itemHint},
	{message: "did not find expected ',' or ']'", fact: `the "[" that opens here is not closed, or a comma is missing`, find: findBracket, chars: "[]", hint: bracketHint},
	{message: "did not find expected ',' or '}'", fact: `the "{" that opens here is not closed, or a comma is missing`, find: findBracket, chars: "{}", hint: bracketHint},
	{message: "did not find expected node content", fact: "want a value", find: findToken, hint: "type the value, or close or remove the bracket"},
	{message: "did not find expected <document start>", fact: "this stands outside of everything above", find: findToken, hint: alignHint},
	{message: "block sequence entries are not allowed", fact: "a list item cannot stand here", find: findChar, chars: "-", hint: "begin the list on the line below its key"},
	{message: "mapping keys are not allowed", fact: `"?" cannot stand here`, find: findChar, chars: "?", hint: quoteHint},
	{message: "found unknown escape character", fact: escapeFact, hint: escapeHint, find: findChar, chars: `\`},
	{message: "did not find expected hexdecimal number", fact: escapeFact, hint: escapeHint, find: findChar, chars: `\`},
	{message: "found invalid Unicode character escape code", fact: escapeFact, hint: escapeHint, find: findChar, chars: `\`},
	{message: "found a tab character", fact: tabFact, hint: tabHint, find: findTab},
	{message: "found an indentation indicator", fact: blockFact, hint: blockHint, find: findChar, chars: "|>"},
	{message: "did not find expected comment or line break", fact: blockFact, hint: blockHint, find: findChar, chars: "|>"},
	{message: "did not find expected alphabetic or numeric character", fact: anchorFact, hint: quoteHint, find: findChar, chars: "*&"},
	{message: "unknown anchor", id: "yaml/anchor", fact: "aliases are not allowed", hint: "write the value out, or put quotes around text", find: findAlias},
	{message: "exceeded max depth", id: "yaml/too-deep", fact: "nested more than 100 deep", hint: "look for a bracket that is never closed", find: findDeep},
	{message: "found undefined tag handle", id: "yaml/tag", fact: "tags are not allowed", hint: quoteHint, find: findChar, chars: "!"},
	{message: "did not find the expected '>'", id: "yaml/tag", fact: "tags are not allowed", hint: quoteHint, find: findChar, chars: "!"},
	{message: "did not find expected whitespace", id: "yaml/tag", fact: "tags are not allowed", hint: quoteHint, find: findChar, chars: "!"},
	{message: "did not find expected tag URI", id: "yaml/tag", fact: "tags are not allowed", hint: quoteHint, find: findChar, chars: "!"},
}

// explain returns the problem of a text that the parser does not accept.
func explain(file string, data []byte) report.Problem {
	stop, failure := probe(data)
	c := translate(failure.message)
	at := c.locate(data, failure, stop)
	start, end := lineAround(data, at)
	first := start + indent(data[start:end])
	switch {
	case at < end && data[at] == '\t':
		c.fact, c.hint = tabFact, tabHint
	case at < end && data[at] == ':' && at == first:
		c.fact, c.hint = `the key before ":" is missing`, `write "key: value"`
	case at < end && data[at] == ':' && !bytes.Contains(data[start:at], []byte(": ")):
		c.fact, c.hint, at = indentFact, indentHint, first
	case bytes.HasPrefix(data[start:], []byte("<<<<<<< ")):
		c.fact, c.hint = "a merge conflict begins here", "choose one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>"
	case c.hint == keyHint && continuesList(data[:start], first-start):
		c.fact, c.hint = itemFact, itemHint
	}
	pos := posAt(data, at)
	pos.File = file
	return report.Problem{ID: cmp.Or(c.id, "yaml/syntax"), Pos: pos, Fact: c.fact, Hint: c.hint}
}

// continuesList tells whether the last line of above is a list item with the indent.
func continuesList(above []byte, spaces int) bool {
	start, end := lineAround(above, max(0, len(above)-1))
	line := above[start:end]
	return indent(line) == spaces && bytes.HasPrefix(line[spaces:], []byte("- "))
}

// translate finds the user's words for a message of the parser.
func translate(message string) complaint {
	for _, known := range complaints {
		if strings.HasPrefix(message, known.message) {
			return known
		}
	}
	return complaint{fact: "the text is not valid YAML", hint: "look at this line and the one above it"}
}
