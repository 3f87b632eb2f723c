package report

import (
	"bufio"
	"fmt"
	"io"
)

// Format is a way to print a report.
type Format string

const (
	// FormatText is for people: a sentence, the source line and a caret.
	FormatText Format = "text"
	// FormatJSON is one JSON document for programs.
	FormatJSON Format = "json"
	// FormatGitHub is one workflow command per problem, which GitHub shows in a pull request.
	FormatGitHub Format = "github"
	// FormatSARIF is one SARIF 2.1.0 log, which code scanning reads.
	FormatSARIF Format = "sarif"
)

// Formats lists every Format in the order in which help texts name them.
func Formats() []Format { return []Format{FormatText, FormatJSON, FormatGitHub, FormatSARIF} }

// Print writes all problems to w, sorted as Problems sorts them. Colour counts
// only for text. The error is that of w, or that format is none of Formats.
func (r *Report) Print(w io.Writer, format Format, colour bool) error {
	out := bufio.NewWriter(w)
	switch format {
	case FormatText:
		r.printText(out, colour)
	case FormatJSON:
		if err := r.printJSON(out); err != nil {
			return err
		}
	case FormatGitHub:
		r.printGitHub(out)
	case FormatSARIF:
		if err := r.printSARIF(out); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown format %q", string(format))
	}
	return out.Flush()
}
