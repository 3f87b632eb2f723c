//go:build verify

package main

import (
	"os"
	"strings"
	"testing"
)

// TestMain runs the tests where verify runs: in namespaces of its own. They need root and tools.
func TestMain(m *testing.M) {
	if code, inside := enter(); !inside {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// judged verifies the case of a name below testdata.
func judged(t *testing.T, name string) tally {
	t.Helper()
	c, err := readCase("testdata/"+name, source{})
	if err != nil {
		t.Fatal(err)
	}
	box, err := openToolbox(os.Getenv("GEN_TOOLS"))
	if err != nil {
		t.Fatal(err)
	}
	var total tally
	if err := c.verify(box, &total); err != nil {
		t.Fatal(err)
	}
	return total
}

func TestGoodFilesPass(t *testing.T) {
	total := judged(t, "good")
	for _, finding := range total.findings {
		t.Error(finding)
	}
	for _, r := range readers {
		if total.counts[r.program] == 0 {
			t.Errorf("%s: no file of testdata/good is for it", r.program)
		}
	}
}

func TestEveryReaderFindsWhatIsBad(t *testing.T) {
	all := strings.Join(judged(t, "bad").findings, "\n")
	for _, r := range readers {
		if !strings.Contains(all, ": "+r.program+": ") {
			t.Errorf("%s: finds nothing in testdata/bad", r.program)
		}
	}
	if !strings.Contains(all, "/etc/unheard/of.conf: no program reads it") {
		t.Error("a file that no program reads passes")
	}
}

func TestNothingOfANodeStays(t *testing.T) {
	judged(t, "good")
	for _, path := range []string{"/etc/node_exporter", "/etc/ssl/node_exporter", "/var/lib/grafana/dashboards"} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: is still there", path)
		}
	}
}
