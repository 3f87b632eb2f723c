// Package nft reads a ruleset as nft does, as far as a host firewall of gen's
// goes: blocks, base chains, and rules of matches with a verdict at their end
// (nft(8)). A word that it does not know is refused: what gen does not write,
// it has no reason to write.
package nft

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Ruleset reads a file for nft -f; the error is in the words of people.
func Ruleset(content []byte) error {
	r := reader{tables: map[string]bool{}}
	apart := strings.NewReplacer("{", " { ", "}", " } ", ",", " , ", ";", " ; ")
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		text, _, _ := strings.Cut(line, "#")
		words := strings.Fields(apart.Replace(text))
		if len(words) == 0 {
			continue
		}
		if err := r.line(words); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	switch {
	case len(r.blocks) > 0:
		return fmt.Errorf("%s is not closed", r.blocks[len(r.blocks)-1])
	case !r.hooked:
		return errors.New("no chain has a hook, so that nothing is ever looked at")
	}
	return nil
}

type reader struct {
	// blocks are those that are open, from the outermost.
	blocks []string
	tables map[string]bool
	chains map[string]bool
	hooked bool
	// closed tells that the rule before takes every packet, so that nothing comes behind it.
	closed bool
}

// families are the kinds of tables that see both protocols or one.
var families = []string{"inet", "ip", "ip6"}

func (r *reader) line(words []string) error {
	switch depth := len(r.blocks); {
	case slices.Equal(words, []string{"}"}):
		if depth == 0 {
			return errors.New("a brace is closed that was never opened")
		}
		r.blocks = r.blocks[:depth-1]
		return nil
	case depth == 0:
		return r.table(words)
	case depth == 1:
		return r.chain(words)
	case words[0] == "type":
		return r.base(words)
	case words[0] == "table" || words[0] == "chain":
		return fmt.Errorf("a %s cannot stand within a chain; a brace is missing before it", words[0])
	}
	return r.rule(words)
}

// table reads a line outside of everything: a table is declared, deleted or opened.
func (r *reader) table(words []string) error {
	deleted := words[0] == "delete"
	if deleted {
		words = words[1:]
	}
	if len(words) < 3 || words[0] != "table" || !slices.Contains(families, words[1]) {
		return fmt.Errorf("%q is not a table of %s", strings.Join(words, " "), strings.Join(families, ", "))
	}
	name := words[1] + " " + words[2]
	switch rest := words[3:]; {
	case deleted && !r.tables[name]:
		return fmt.Errorf("table %s is deleted and need not be there; declare it first", name)
	case slices.Equal(rest, []string{"{"}):
		r.blocks, r.chains = append(r.blocks, "table "+name), map[string]bool{}
	case len(rest) > 0:
		return fmt.Errorf("nothing can stand behind table %s but a brace", name)
	}
	r.tables[name] = !deleted
	return nil
}

func (r *reader) chain(words []string) error {
	if len(words) != 3 || words[0] != "chain" || words[2] != "{" {
		return fmt.Errorf("%q does not open a chain", strings.Join(words, " "))
	}
	if r.chains[words[1]] {
		return fmt.Errorf("chain %s stands twice", words[1])
	}
	r.chains[words[1]], r.closed = true, false
	r.blocks = append(r.blocks, "chain "+words[1])
	return nil
}
