package report_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"gen/generator/report"
)

// What code scanning wants of a log, by the names that it reads.
type log struct {
	Schema  string `json:"$schema"`
	Version string
	Runs    []struct {
		Tool struct {
			Driver struct {
				Name  string
				Rules []struct {
					ID               string
					ShortDescription struct{ Text string }
					FullDescription  struct{ Text string }
					Help             struct{ Text string }
					Configuration    struct{ Level string } `json:"defaultConfiguration"`
				}
			}
		}
		ColumnKind string
		Results    []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine, StartColumn int }
				}
			}
		}
	}
}

func readLog(t *testing.T, r *report.Report) log {
	t.Helper()
	var l log
	if err := json.Unmarshal([]byte(printed(t, r, report.FormatSARIF, true)), &l); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(l.Schema, "sarif-2.1.0") || l.Version != "2.1.0" || len(l.Runs) != 1 || l.Runs[0].Tool.Driver.Name != "gen" || l.Runs[0].ColumnKind != "unicodeCodePoints" {
		t.Errorf("not a log of one run of gen: %+v", l)
	}
	return l
}

// Every result has a rule with help, a level, a message and one place.
func TestSARIFIsComplete(t *testing.T) {
	r := sample()
	r.Add(report.Problem{ID: "plan/version-unchecked", Pos: report.Pos{File: "sites/two words/50%.yaml"}, Fact: "<f> & \u202e", Hint: "h"})
	run := readLog(t, r).Runs[0]
	if len(run.Results) != 3 {
		t.Fatalf("%d results", len(run.Results))
	}
	for _, result := range run.Results {
		rule := run.Tool.Driver.Rules[result.RuleIndex]
		if rule.ID != result.RuleID || rule.ShortDescription.Text == "" || rule.FullDescription.Text == "" || rule.Help.Text == "" || rule.Configuration.Level != result.Level {
			t.Errorf("the rule of %s is %+v", result.RuleID, rule)
		}
		if len(result.Locations) != 1 || result.Message.Text == "" || result.Level != "error" && result.Level != "warning" {
			t.Fatalf("incomplete: %+v", result)
		}
		place := result.Locations[0].PhysicalLocation
		if address, err := url.Parse(place.ArtifactLocation.URI); err != nil || address.Path == "" {
			t.Errorf("%q is no address of a file", place.ArtifactLocation.URI)
		}
		if place.Region.StartLine < 1 || place.Region.StartColumn < 1 {
			t.Errorf("%s stands at %+v", result.RuleID, place.Region)
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	for _, c := range []struct {
		pos       report.Pos
		uri       string
		line, col int
	}{
		{report.Pos{File: "site.yaml", Line: 3, Col: 9}, "site.yaml", 3, 9},
		{report.Pos{File: "out/a b.yml"}, "out/a%20b.yml", 1, 1},
		{report.Pos{File: "50%.yaml", Line: 1, Col: 1}, "50%25.yaml", 1, 1},
		{report.Pos{}, "site.yaml", 1, 1},
	} {
		r := &report.Report{}
		r.Add(report.Problem{ID: "yaml/syntax", Pos: c.pos, Fact: "f"})
		got := readLog(t, r).Runs[0].Results[0].Locations[0].PhysicalLocation
		if got.ArtifactLocation.URI != c.uri || got.Region.StartLine != c.line || got.Region.StartColumn != c.col {
			t.Errorf("%+v is told as %+v", c.pos, got)
		}
	}
}

// Nothing found is a log too, with empty lists: code scanning closes what it showed before.
func TestSARIFOfNothing(t *testing.T) {
	text := printed(t, &report.Report{}, report.FormatSARIF, false)
	for _, want := range []string{`"results": []`, `"rules": []`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}
