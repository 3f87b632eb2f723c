package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"gen/generator/pki"
	"gen/generator/plan"
)

func pkiIssue(c *cli.Context, s *pki.Store, _ []string) error {
	result, err := s.Issue()
	if err != nil {
		return err
	}
	next := ""
	if len(result.Made) > 0 {
		next = "git ignores the keys: keep a copy of their folder in a safe place"
	}
	return tellPKI(c, result, next)
}

func pkiRotate(c *cli.Context, s *pki.Store, args []string) error {
	var result *pki.Result
	var err error
	next := ""
	switch args[0] {
	case pki.Start:
		result, err = s.RotateStart(args[1:]...)
		next = "commit, and bring it to every node; then: gen pki rotate reissue"
	case pki.Reissue:
		result, err = s.RotateReissue()
		next = "commit, and bring it to every node; then: gen pki rotate finish"
	case pki.Finish:
		result, err = s.RotateFinish()
		next = "commit, and bring it to every node; the old authority is gone"
	}
	if err != nil {
		return err
	}
	return tellPKI(c, result, next)
}

func pkiRevoke(c *cli.Context, s *pki.Store, args []string) error {
	result, err := s.Revoke(args[0])
	if err != nil {
		return err
	}
	next := "its certificates were of servers only, and no authority permits its addresses any more"
	if len(result.Made) > 0 {
		next = "what " + args[0] + " holds is believed until gen pki rotate reissue and gen pki rotate finish are on every node"
	}
	return tellPKI(c, result, next)
}

func pkiImport(c *cli.Context, s *pki.Store, args []string) error {
	result, err := s.Import(args)
	if err != nil {
		return err
	}
	return tellPKI(c, result, "")
}

func pkiStatus(c *cli.Context, s *pki.Store, _ []string) error {
	status, err := s.Status()
	if err != nil {
		return err
	}
	w := c.App.Writer
	if c.String("format") == "json" {
		err = status.WriteJSON(w)
	} else {
		err = status.WriteText(w)
		if status.Next != "" {
			fmt.Fprintf(w, "a rotation is under way; next: gen pki rotate %s\n", status.Next)
		}
		if len(status.Unlisted) > 0 {
			fmt.Fprintf(w, "Prometheus does not know yet when these certificates end; gen pki issue writes %s\n", strings.Join(status.Unlisted, ", "))
		}
		if !status.KeysSeen {
			fmt.Fprintln(w, "there is no key folder here, so keys were not compared")
		}
	}
	if err == nil && status.Due() {
		err = &failure{code: exitChanges}
	}
	return err
}

// tellPKI says what was done, by node, and what comes next.
func tellPKI(c *cli.Context, r *pki.Result, next string) error {
	w := c.App.Writer
	if c.String("format") == "json" {
		return r.WriteJSON(w)
	}
	fmt.Fprintf(w, "%s\n", headline(r))
	tellIssued(w, r)
	for _, path := range r.Removed {
		fmt.Fprintf(w, "  removed %s\n", path)
	}
	if next != "" {
		fmt.Fprintln(w, next)
	}
	return nil
}

func headline(r *pki.Result) string {
	var parts []string
	if len(r.Made) > 0 {
		parts = append(parts, "new authority for "+strings.Join(r.Made, "s and ")+"s")
	}
	if len(r.Extended) > 0 {
		parts = append(parts, "authority signed anew for "+strings.Join(r.Extended, "s and ")+"s")
	}
	if len(r.Dropped) > 0 {
		parts = append(parts, "old authority dropped for "+strings.Join(r.Dropped, "s and ")+"s")
	}
	if len(r.Issued) > 0 {
		parts = append(parts, plural(len(r.Issued), "certificate")+" issued")
	}
	if len(parts) == 0 && !r.Any() {
		return fmt.Sprintf("nothing to issue, %s good", plural(r.Good, "certificate"))
	}
	if r.Good > 0 {
		parts = append(parts, fmt.Sprintf("%d as before", r.Good))
	}
	if len(parts) == 0 {
		parts = append(parts, plural(r.Written, "file")+" written, "+plural(len(r.Removed), "file")+" removed")
	}
	return strings.Join(parts, "; ")
}

// tellIssued counts by node, with what its services need to use what is new.
func tellIssued(w io.Writer, r *pki.Result) {
	count, needs, width := map[string]int{}, map[string][]string{}, 0
	for _, change := range r.Issued {
		name := "(people)"
		if own := change.Certificate; own.Node != nil {
			name = own.Node.Name
			needs[name] = append(needs[name], need(own)...)
		}
		count[name]++
	}
	for _, l := range r.Listed {
		name := l.Instance.Node.Name
		needs[name] = append(needs[name], "reload "+l.Instance.Unit)
		if _, told := count[name]; !told {
			count[name] = 0
		}
	}
	names := slices.Sorted(maps.Keys(count))
	for _, name := range names {
		width = max(width, len(name))
	}
	for _, name := range names {
		words := slices.Compact(slices.Sorted(slices.Values(needs[name])))
		if count[name] > 0 {
			words = slices.Insert(words, 0, fmt.Sprintf("%d issued", count[name]))
		}
		fmt.Fprintf(w, "  %-*s  %s\n", width, name, strings.Join(words, "; "))
	}
}

// need is what a service does to use a renewed certificate.
func need(c *plan.Certificate) []string {
	if c.OnChange == "" {
		return nil
	}
	return []string{c.OnChange + " " + c.Instance.Unit}
}
