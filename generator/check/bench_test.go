package check_test

import (
	"os"
	"testing"

	"gen/generator/check"
	"gen/generator/report"
)

// BenchmarkRun is the whole check of a site with three nodes.
func BenchmarkRun(b *testing.B) {
	for _, name := range []string{"secure-web", "fleet"} {
		var r report.Report
		site := build(b, os.DirFS(examples+"/"+name), &r)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var r report.Report
				check.Run(site.Plan, site.Tree, &r)
			}
		})
	}
}
