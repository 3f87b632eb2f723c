package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"gen/generator"
	"gen/generator/check"
	"gen/generator/effect"
	"gen/generator/report"
	"gen/generator/tree"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:   "check",
		Flags:  []cli.Flag{outFlag, formatFlag("text", "json", "github", "sarif"), colourFlag},
		Action: checkSite,
	}
}

// Results of a check, from worst to best.
const (
	resultInvalid    = "invalid"    // the input is wrong; nothing can be made of it
	resultUnproven   = "unproven"   // what is made of it would not work
	resultUnreadable = "unreadable" // the output folder cannot be compared
	resultEdited     = "edited"     // somebody changed the output by hand
	resultStale      = "stale"      // a build would change the output
	resultGood       = "good"
)

// exitOf is the exit code of each result.
var exitOf = map[string]int{
	resultInvalid: exitInvalid, resultUnproven: exitUnproven, resultUnreadable: exitRefused,
	resultEdited: exitEdited, resultStale: exitChanges, resultGood: exitOK,
}

// checked is all that a check has found out.
type checked struct {
	result string
	// file and out are what was checked, as the user would type them.
	file, out string
	report    *report.Report
	proof     check.Figures
	// changes is nil when the output was not compared.
	changes *tree.Changes
	// broken says why it could not be.
	broken error
}

func checkSite(c *cli.Context) error {
	done := showProgress(c.App.ErrWriter, "checking")
	defer done()
	file, err := siteFile(c)
	if err != nil {
		return err
	}
	found := &checked{result: resultGood, file: file, out: filepath.ToSlash(outFolder(c, file)), report: &report.Report{}}
	memory := openMemory(now(c))
	if !found.recall(memory) {
		site, err := read(file, memory.watch(generator.Check), now(c), found.report)
		if err != nil {
			return err
		}
		found.judge(site)
		found.keep(memory)
	}
	done()
	if err := found.tell(c); err != nil {
		return err
	}
	return found.failure()
}

// recall takes over what an earlier check has found, if nothing has changed since.
func (f *checked) recall(m *memory) bool {
	changes, proof := m.recall(f.file, f.out)
	if changes == nil || json.Unmarshal(proof, &f.proof) != nil {
		return false
	}
	f.changes = changes
	return true
}

// keep remembers a check that has found nothing at all.
func (f *checked) keep(m *memory) {
	if proof, err := json.Marshal(f.proof); err == nil && f.result == resultGood {
		m.keep(f.file, f.changes, proof)
	}
}

// failure is the exit code, with what nobody has told yet.
func (f *checked) failure() error {
	if f.result == resultGood {
		return nil
	}
	told := &failure{}
	if f.broken != nil && !errors.As(refused(f.broken), &told) {
		return f.broken
	}
	return &failure{exitOf[f.result], told.fact, told.hint}
}

// judge settles the result: the first that applies, although all findings are told.
func (f *checked) judge(site *generator.Site) {
	if site == nil || site.Tree == nil {
		f.result = resultInvalid
		return
	}
	f.proof = site.Proof
	unproven := f.report.Failed()
	f.changes, f.broken = tree.Compare(f.out, site.Tree)
	switch {
	case unproven:
		f.result = resultUnproven
	case f.broken != nil:
		f.result = resultUnreadable
	case f.changes.Conflict() != nil:
		f.result = resultEdited
	case f.changes.Any():
		f.result = resultStale
	}
	if f.broken == nil {
		f.addOutput()
	}
}

// addOutput adds what is wrong with the output folder to the report.
func (f *checked) addOutput() {
	add := func(id, file, fact, hint string) {
		f.report.Add(report.Problem{ID: id, Pos: report.Pos{File: file}, Fact: fact, Hint: hint})
	}
	for _, name := range f.changes.HandEdited {
		add("output/edited", path.Join(f.out, name), "the file was edited by hand since gen wrote it", "say it in "+f.file+", or let gen build --force take the edit back")
	}
	for _, name := range f.changes.Foreign {
		add("output/foreign", path.Join(f.out, name), "the file was not written by gen, which wants to write one here", "move it away, or let gen build --force overwrite it")
	}
	conflicts := len(f.changes.HandEdited) + len(f.changes.Foreign)
	switch changed := len(f.changes.Created) + len(f.changes.Changed) + len(f.changes.Removed); {
	case f.changes.Interrupted:
		add("output/interrupted", f.file, "a build of "+f.out+" was interrupted", "gen build completes it")
	case changed > conflicts, conflicts == 0 && f.changes.Any():
		add("output/stale", f.file, f.out+" is not what the site says: "+effect.Headline(f.changes), "gen build brings it up to date, gen diff shows what would change")
	}
}

// tell prints everything in the format that was asked for.
func (f *checked) tell(c *cli.Context) error {
	w, problems := c.App.Writer, c.App.ErrWriter
	format := report.Format(c.String("format"))
	switch format {
	case report.FormatJSON:
		return f.writeJSON(w)
	case report.FormatSARIF:
		return f.report.Print(w, format, false)
	}
	if len(f.report.Problems()) > 0 {
		if err := f.report.Print(problems, format, colour(c, problems)); err != nil {
			return err
		}
	}
	if f.result != resultInvalid {
		f.summarize(w)
	}
	return nil
}

// summarize says on one screen what was proven.
func (f *checked) summarize(w io.Writer) {
	if f.result == resultUnproven {
		fmt.Fprintf(w, "%s: not proven\n", f.file)
		return
	}
	fmt.Fprintf(w, "%s: proven\n", f.file)
	for _, row := range []struct {
		count       int
		noun, claim string
	}{
		{f.proof.Files, "file", "as the daemons that read them want them"},
		{f.proof.Flags, "flag", "that the versions of this site have"},
		{f.proof.Keys, "key", "of configurations that they have"},
		{f.proof.Links, "link", "whose ends agree"},
		{f.proof.Rules, "rule", "about metrics and labels that this site has"},
		{f.proof.Queries, "query", "of dashboards about the same"},
		{f.proof.Tests, "test", "of rules that hold"},
		{f.proof.Messages, "message", "that can be sent"},
		{f.proof.Expectations, "expectation", "of who is told what that hold"},
	} {
		if row.count > 0 {
			fmt.Fprintf(w, "%7d %s %s\n", row.count, nouns(row.count, row.noun), row.claim)
		}
	}
	if f.result == resultGood {
		fmt.Fprintf(w, "%s: up to date, %s\n", f.out, plural(len(f.changes.Unchanged), "file"))
	}
}

// nouns is the noun for a count.
func nouns(n int, noun string) string {
	switch {
	case n == 1:
		return noun
	case noun == "query":
		return "queries"
	}
	return noun + "s"
}
