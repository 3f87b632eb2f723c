package generator

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/tree"
)

// records are the digests of an instance's secrets, each in a file of its own:
// so a new secret is a change like any other, which gen.lock, gen diff and the
// node see, with what the instance needs to read it.
func records(i *plan.Instance) []tree.File {
	var files []tree.File
	for _, s := range i.Secrets {
		if s.Digest == "" {
			continue
		}
		text := "# " + emit.Notice + "\n# It changes with the secret, and tells nothing of it: HMAC-SHA256 with a key that is not in git.\n" + s.Digest + "\n"
		f := plan.File{Path: i.RecordPath(s.Name), OnChange: s.OnChange, Mode: 0o644, Owner: "root:root"}
		files = append(files, emit.For(i, f, []byte(text)))
	}
	return files
}

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
