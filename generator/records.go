package generator

import (
	"fmt"

	"gen/generator/plan"
	"gen/generator/report"
)

// wantRecords tells where a password is asked for of which no hash is
// recorded. It is not looked at where no files are made: gen secrets record
// could not read the site else.
func wantRecords(p *plan.Plan, r *report.Report) {
	if p == nil {
		return
	}
	told := map[string]bool{}
	for _, i := range p.Instances() {
		for _, l := range i.Listeners {
			if auth := l.BasicAuth; auth != nil && auth.Hash == "" && !told[auth.Secret] {
				told[auth.Secret] = true
				r.Add(report.Problem{
					ID: "plan/not-recorded", Pos: auth.Pos,
					Fact: fmt.Sprintf("%s asks for the password %q, and secrets.lock has no hash of it", i.Name, auth.Secret),
					Hint: fmt.Sprintf("gen secrets set %s --generate, then gen secrets record", auth.Secret),
				})
			}
		}
	}
}
