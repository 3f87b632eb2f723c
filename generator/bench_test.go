package generator_test

import (
	"os"
	"testing"

	"gen/generator"
	"gen/generator/report"
)

// BenchmarkBuild is everything but reading and writing the file system, for the
// site that gen was first asked for.
func BenchmarkBuild(b *testing.B) {
	fsys := os.DirFS("../examples/secure-web")
	b.ReportAllocs()
	for b.Loop() {
		var r report.Report
		if site, err := generator.Build(fsys, "site.yaml", &r); err != nil || site.Tree == nil {
			b.Fatal("the site does not build", err)
		}
	}
}
