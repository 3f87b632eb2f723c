// Package dashboards reads dashboards that people have made in Grafana and
// exported as JSON, and makes of them files that a Grafana of the site can be
// provisioned with: file provisioning replaces none of the inputs that an
// export asks for, and ids of another Grafana mean nothing.
//
// What is read is the classic schema, which every Grafana from 10 on writes and
// takes: as a file of its own, as the API returns it, or inside of a resource of
// Kubernetes' form. The schema of version 2 is refused.
package dashboards

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gen/generator/report"
	"gen/generator/strictyaml"
	"gen/generator/topology"
)

// Dashboard is a dashboard of the user.
type Dashboard struct {
	File topology.File
	// UID is its own, or made from the name of the file.
	UID   string
	Title string
	// Queries are those of Prometheus, of panels, variables and annotations.
	Queries []Query
	root    *node
}

// Query is a query in PromQL with the legend of its series, which may be empty.
type Query struct {
	Expr, Legend strictyaml.Text
	// Variable tells that a variable asks it, in words of Grafana's own.
	Variable bool
}

// Site is what a dashboard meets in a site.
type Site struct {
	// Sources are the kinds of data sources, which are also the uids of the first of each kind.
	Sources []string
	// Schema is the newest version of the schema that the site's Grafana writes.
	Schema int
	// UIDs are those of other dashboards, with where they stand.
	UIDs map[string]string
	// Linked are further ones to which links may lead.
	Linked []string
}

// uidForm is what Grafana takes for a uid (pkg/util/shortid_generator.go).
var uidForm = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,40}$`)

// churn is what changes with every save, or is of one Grafana only.
var churn = []string{"id", "uid", "version", "iteration", "revision", "gnetId", "__inputs", "__requires", "__elements", "meta"}

// Read reads a dashboard and fits it to the site; what is wrong goes to r. The
// result is nil when it is no dashboard.
func Read(f topology.File, s Site, r *report.Report) *Dashboard {
	root, wrong := parse(f.Text)
	d := &reader{Dashboard: &Dashboard{File: f}, site: s, report: r}
	if wrong != nil {
		d.fail("dashboard/syntax", wrong.at, fmt.Sprintf("%s is not JSON: %s", quoted(f.Name), wrong.what), "export it from Grafana once more, as JSON")
		return nil
	}
	if root = d.classic(root); root == nil {
		return nil
	}
	d.root, d.Title = root, root.get("title").text()
	d.schema()
	d.elements()
	d.inputs()
	d.sources()
	d.name(root)
	d.gather()
	root.remove(churn...)
	root.set("uid", &node{plain: d.UID})
	return d.Dashboard
}

// UID is the uid that a file will have, or empty if it cannot be read.
func UID(f topology.File) string {
	root, wrong := parse(f.Text)
	if wrong != nil {
		return ""
	}
	d := &reader{Dashboard: &Dashboard{File: f}, report: &report.Report{}}
	if root = d.classic(root); root == nil {
		return ""
	}
	d.name(root)
	return d.UID
}

// reader is a dashboard in the making.
type reader struct {
	*Dashboard
	site   Site
	report *report.Report
}

// fail records a problem at an offset of the file.
func (d *reader) fail(id string, at int, fact, hint string) {
	d.report.Add(report.Problem{ID: id, Pos: d.pos(at), Fact: fact, Hint: hint})
}

// pos is the place of an offset.
func (d *Dashboard) pos(at int) report.Pos {
	before := d.File.Text[:min(at, len(d.File.Text))]
	line := bytes.LastIndexByte(before, '\n') + 1
	return report.Pos{File: d.File.Shown, Line: bytes.Count(before, []byte("\n")) + 1, Col: utf8.RuneCount(before[line:]) + 1}
}

// name settles the uid.
func (d *reader) name(root *node) {
	own := root.get("uid")
	d.UID = own.text()
	at := root.at
	switch {
	case d.UID == "":
		d.UID = fromFile(strings.TrimSuffix(d.File.Base(), ".json"))
	case !uidForm.MatchString(d.UID):
		d.fail("dashboard/uid", own.at, fmt.Sprintf("%s cannot be the uid of a dashboard", quoted(d.UID)), "choose at most 40 letters, digits, - and _, or take it out")
		return
	default:
		at = own.at
	}
	if other, taken := d.site.UIDs[d.UID]; taken {
		d.fail("dashboard/uid", at, fmt.Sprintf("the uid %s is that of %s already", quoted(d.UID), other), "choose another one; links name it")
	}
}

// fromFile makes a uid of a file's name.
func fromFile(name string) string {
	uid := regexp.MustCompile(`[^a-zA-Z0-9_-]+`).ReplaceAllString(name, "-")
	if len(uid) <= 40 {
		return uid
	}
	sum := sha256.Sum256([]byte(name))
	return uid[:27] + "-" + hex.EncodeToString(sum[:6])
}

// JSON is the dashboard as Grafana reads it from a file: keys sorted, without
// what changes from one export to the next.
func (d *Dashboard) JSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(d.root.value())
	return out.Bytes(), err
}

func quoted(s string) string { return strconv.Quote(s) }
