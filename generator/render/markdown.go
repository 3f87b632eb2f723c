package render

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

var (
	markdownEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>",
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`)
	cellEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>",
		`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", "&#124;", "~", `\~`, "$", `\$`)
	// blockStart matches what opens a heading, list or underline at the start of a line.
	blockStart = regexp.MustCompile(`^()([#+=-])|^([0-9]+)([.)])(\s|$)`)
)

// Markdown returns inline text for CommonMark as GitHub and GitLab show it. No
// character of s acts as markup or HTML, a newline becomes <br>.
func Markdown(s string) (string, error) { return markdown(s, markdownEscapes) }

// MarkdownCell is Markdown for a cell of a table, where "|" is written as an
// entity, since renderers differ on `\|`.
func MarkdownCell(s string) (string, error) { return markdown(s, cellEscapes) }

func markdown(s string, escapes *strings.Replacer) (string, error) {
	if err := checkLine(strings.ReplaceAll(s, "\n", " ")); err != nil {
		return "", err
	}
	inner := strings.Trim(s, " \t")
	if inner == "" {
		return blankEntities(s), nil
	}
	left, right, _ := strings.Cut(s, inner)
	text := blockStart.ReplaceAllString(escapes.Replace(inner), `$1$3\$2$4$5`)
	return blankEntities(left) + text + blankEntities(right), nil
}

// MarkdownCode is MarkdownCell in the type of code: between backticks where
// nothing needs an escape, else as an HTML element, since a backslash escapes
// nothing between backticks.
func MarkdownCode(s string) (string, error) {
	if isPlain(s, "_./:@+=,-") {
		return "`" + s + "`", nil
	}
	text, err := MarkdownCell(s)
	if err != nil {
		return "", err
	}
	return "<code>" + text + "</code>", nil
}

// blankEntities keeps blanks at an edge from opening a code block or vanishing.
func blankEntities(blanks string) string { return blankEscapes.Replace(blanks) }

var blankEscapes = strings.NewReplacer(" ", "&#32;", "\t", "&#9;")

// Mermaid returns a quoted label for a Mermaid flowchart. Everything that
// Mermaid or the Markdown in its labels could take for markup becomes an
// entity (#NN;), a newline becomes <br/>.
func Mermaid(s string) (string, error) {
	if err := checkLine(strings.ReplaceAll(s, "\n", " ")); err != nil {
		return "", err
	}
	runes := []rune(s)
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range runes {
		inside := i > 0 && i < len(runes)-1 && isAlphanumeric(runes[i-1]) && isAlphanumeric(runes[i+1])
		b.WriteString(mermaidRune(r, inside))
	}
	b.WriteByte('"')
	return b.String(), nil
}

// mermaidRune writes one character; insideWord tells that it stands between
// two letters or digits, where "_", "-" and "." are never markup.
func mermaidRune(r rune, insideWord bool) string {
	switch {
	case r == '\n':
		return "<br/>"
	case isAlphanumeric(r), strings.ContainsRune(" ,/", r):
		return string(r)
	case insideWord && strings.ContainsRune("_-.", r):
		return string(r)
	case r > unicode.MaxASCII && unicode.IsPrint(r) && !strings.ContainsRune("ﬂ°¶ß", r): // Mermaid's marks for entities
		return string(r)
	}
	return fmt.Sprintf("#%d;", r)
}
