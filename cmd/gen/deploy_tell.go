package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"gen/generator/deploy"
	"gen/generator/report"
)

// meantNode is the hint for a word that no node has as its name.
func meantNode(word string, all []string) string {
	if near, ok := report.Nearest(word, all); ok {
		return "did you mean " + near + "?"
	}
	return "gen describe lists the nodes"
}

// tellOrder says what would be done.
func tellOrder(c *cli.Context, o *deploy.Options, stages [][]string, size int64) error {
	if c.String("format") == "json" {
		return writeIndented(c, map[string]any{"stages": stages, "command": o.Command("NODE"), "bytes": size})
	}
	w := c.App.Writer
	fmt.Fprintf(w, "bundles of %s are complete, %d MB in all\n", plural(count(stages), "node"), (size+999_999)/1_000_000)
	for at, stage := range stages {
		fmt.Fprintf(w, "%3d. %s\n", at+1, strings.Join(stage, " "))
	}
	fmt.Fprintf(w, "in each stage at most %d at once, each by\n  %s\n", o.Limit, shellLine(o.Command("NODE")))
	return nil
}

func count(stages [][]string) (n int) {
	for _, stage := range stages {
		n += len(stage)
	}
	return n
}

// shellLine is a command line as one could type it.
func shellLine(words []string) string {
	quoted := make([]string, len(words))
	for at, word := range words {
		quoted[at] = word
		if strings.ContainsAny(word, " '\"$\\*?;&|<>()`~#!") {
			quoted[at] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// sayNode tells events as they come, each line with its node's name before it.
func sayNode(c *cli.Context) func(string, deploy.Event, string) {
	w := c.App.Writer
	if c.String("format") == "json" {
		w = c.App.ErrWriter
	}
	return func(node string, event deploy.Event, text string) {
		switch event {
		case deploy.Begun:
			say(w, "%s: begun\n", node)
		case deploy.Line:
			say(w, "%s | %s\n", node, text)
		case deploy.Done:
			say(w, "%s: done\n", node)
		case deploy.Failed:
			say(w, "%s: failed: %s\n", node, text)
		}
	}
}

// tellOutcomes says how it went with all nodes, and what to do about it.
func tellOutcomes(c *cli.Context, outcomes []deploy.Outcome) error {
	var failed, left []string
	hint := ""
	for _, o := range outcomes {
		switch bad, _ := errors.AsType[*deploy.Error](o.Err); {
		case !o.Begun:
			left = append(left, o.Node)
		case o.Err != nil:
			failed = append(failed, o.Node)
			if hint == "" && bad != nil {
				hint = bad.Hint
			}
		}
	}
	done := len(outcomes) - len(failed) - len(left)
	if c.String("format") == "json" {
		if err := writeIndented(c, map[string]any{"nodes": outcomesJSON(outcomes)}); err != nil {
			return err
		}
	} else {
		verb := map[bool]string{false: "deployed to", true: "checked"}[c.Bool("check")]
		fmt.Fprintf(c.App.Writer, "%s %d of %s\n", verb, done, plural(len(outcomes), "node"))
		if len(left) > 0 {
			fmt.Fprintf(c.App.Writer, "not begun: %s\n", strings.Join(left, " "))
		}
	}
	switch {
	case len(failed) > 0:
		return &failure{exitFailed, "failed: " + strings.Join(failed, " "), hint}
	case len(left) > 0:
		return &failure{exitFailed, "it was interrupted", "gen deploy again; what is done is not done twice"}
	}
	return nil
}

// outcome is how it went with a node, in JSON.
type outcome struct {
	Node  string `json:"node"`
	State string `json:"state"`
	Error string `json:"error,omitempty"`
	Hint  string `json:"hint,omitempty"`
}

func outcomesJSON(outcomes []deploy.Outcome) []outcome {
	list := []outcome{}
	for _, o := range outcomes {
		one := outcome{Node: o.Node, State: "done"}
		if bad, ok := errors.AsType[*deploy.Error](o.Err); ok {
			one.Error, one.Hint = bad.Fact, bad.Hint
		}
		switch {
		case !o.Begun:
			one.State = "not begun"
		case o.Err != nil:
			one.State = "failed"
		}
		list = append(list, one)
	}
	return list
}

func writeIndented(c *cli.Context, value any) error {
	out := json.NewEncoder(c.App.Writer)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(value)
}
