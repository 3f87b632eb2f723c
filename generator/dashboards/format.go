package dashboards

import (
	"encoding/json"
	"fmt"
	"strings"
)

// refused is how to come to what is read.
const refused = "export it as classic JSON: in Grafana under Export, choose the model Classic"

// classic finds the dashboard in a file, or says why there is none that is understood.
func (d *reader) classic(root *node) *node {
	api := root.get("apiVersion").text()
	switch {
	case api != "" && strings.Contains(api, "/v2"), root.get("elements") != nil && root.get("layout") != nil:
		d.fail("dashboard/format", root.at, fmt.Sprintf("%s is a dashboard of the schema of version 2, which no Grafana before 12 reads from a file", quoted(d.File.Name)), refused)
		return nil
	case api != "":
		return d.resource(root)
	case is[object](root.get("dashboard")) && root.get("panels") == nil:
		root = root.get("dashboard") // as the API returns it
	}
	return d.whole(root)
}

// resource is a dashboard as Kubernetes would keep it; its name is the uid.
func (d *reader) resource(root *node) *node {
	spec, name := root.get("spec"), root.get("metadata").get("name")
	if root.get("kind").text() != "Dashboard" || !is[object](spec) {
		d.fail("dashboard/format", root.at, fmt.Sprintf("%s is a resource, and not of a dashboard", quoted(d.File.Name)), refused)
		return nil
	}
	if spec.get("uid").text() == "" && name.text() != "" {
		spec.set("uid", name)
	}
	return d.whole(spec)
}

// whole wants what makes a dashboard.
func (d *reader) whole(root *node) *node {
	switch {
	case !is[object](root) || root.get("title").text() == "":
		d.fail("dashboard/format", root.at, fmt.Sprintf("%s has no title, and so is no dashboard", quoted(d.File.Name)), refused)
	case is[list](root.get("rows")):
		d.fail("dashboard/format", root.get("rows").at, "its panels stand in rows as Grafana had them before version 5", "open it in Grafana, save it, and export it once more")
	case !is[list](root.get("panels")):
		d.fail("dashboard/format", root.at, fmt.Sprintf("%s has no list of panels, and so is no dashboard", quoted(d.File.Name)), refused)
	default:
		return root
	}
	return nil
}

// schema warns of a dashboard that is newer than its Grafana.
func (d *reader) schema() {
	version := d.root.get("schemaVersion")
	if version == nil {
		d.fail("dashboard/format", d.root.at, "it does not say the version of its schema, so that Grafana would take it for its oldest", "add \"schemaVersion\": 36, or export it once more")
		return
	}
	number, ok := version.plain.(json.Number)
	value, err := number.Int64()
	switch {
	case !ok || err != nil:
		d.fail("dashboard/format", version.at, "the version of its schema is no whole number", "export it once more")
	case int(value) > d.site.Schema:
		d.fail("dashboard/schema", version.at, fmt.Sprintf("it was written by a newer Grafana: its schema is %d, and the site's Grafana knows %d", value, d.site.Schema), "look at it in the site's Grafana, or choose a newer version of it")
	}
}
