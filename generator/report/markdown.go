package report

import (
	"bytes"
	"fmt"
	"strings"
)

// Markdown returns docs/errors.md: every kind with an anchor made of its id.
func Markdown() []byte {
	var out bytes.Buffer
	out.WriteString("# Errors and warnings\n\n" +
		"Every message of gen ends with an id in brackets. An error stops the run before anything is written; a warning does not.\n")
	for _, kind := range Kinds() {
		fmt.Fprintf(&out, "\n<a id=%q></a>\n## %s\n\n%s (%s). %s\n\nWhat to do: %s\n",
			Anchor(kind.ID), kind.ID, kind.Title, kind.Severity, oneLine(kind.Text), oneLine(kind.Fix))
	}
	return out.Bytes()
}

// Anchor returns the fragment of an id in docs/errors.md, such as "yaml-syntax".
func Anchor(id string) string { return strings.ReplaceAll(id, "/", "-") }

// oneLine joins the lines of a text, because Markdown gives line breaks no meaning.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
