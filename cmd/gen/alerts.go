package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"gen/generator/alerts"
	"gen/generator/plan"
	"gen/generator/report"
)

func alertsCommand() *cli.Command {
	return &cli.Command{
		Name:   "alerts",
		Flags:  []cli.Flag{&cli.StringFlag{Name: "node"}, &cli.StringFlag{Name: "alert"}, formatFlag("text", "json", "github"), colourFlag},
		Action: tellAlerts,
	}
}

// tellAlerts prints what is in force where.
func tellAlerts(c *cli.Context) error {
	site, _, err := load(c, resolve)
	if err != nil {
		return err
	}
	node, name := c.String("node"), c.String("alert")
	if node != "" && !slices.ContainsFunc(site.Plan.Nodes, func(n *plan.Node) bool { return n.Name == node }) {
		return unknownWord("node", node, nodeNames(site.Plan), "gen describe lists them")
	}
	found := alerts.Of(site.Topology, site.Plan, node)
	if name != "" {
		if err := only(&found, name); err != nil {
			return err
		}
	}
	w := c.App.Writer
	switch {
	case c.String("format") == "json":
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(found)
	case name != "":
		return alerts.Page(w, found.Alerts[0])
	}
	return alerts.Table(w, found)
}

// only keeps one alert.
func only(d *alerts.Document, name string) error {
	var names []string
	for _, a := range d.Alerts {
		names = append(names, a.Name)
	}
	if !slices.Contains(names, name) {
		return unknownWord("alert", name, names, "gen alerts without --alert lists them")
	}
	d.Alerts = slices.DeleteFunc(d.Alerts, func(a alerts.Alert) bool { return a.Name != name })
	d.Disabled = []alerts.Disabled{}
	return nil
}

func nodeNames(p *plan.Plan) []string {
	var names []string
	for _, n := range p.Nodes {
		names = append(names, n.Name)
	}
	return names
}

// unknownWord says which name the user may have meant.
func unknownWord(what, word string, known []string, hint string) error {
	if near, ok := report.Nearest(word, known); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return misuse(hint, "there is no %s %q", what, word)
}
