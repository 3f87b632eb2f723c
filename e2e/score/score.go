package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gen/e2e/pieces"
	"gen/generator"
	"gen/generator/check/faults"
	"gen/generator/check/webconfig"
	"gen/generator/report"
)

// count is what was found of the faults of one theme.
type count struct {
	theme string
	// faults are all, ours those in files that one of the tools reads, found
	// those that one has found.
	faults, ours, found int
}

// score tries every fault and returns the table.
func score(tools string) (string, error) {
	all, err := faults.Read(corpus)
	if err != nil {
		return "", err
	}
	built, counts := map[string]*bench{}, []*count{}
	for _, f := range all {
		if built[f.Site] == nil {
			if built[f.Site], err = newBench(tools, f.Site); err != nil {
				return "", err
			}
			defer built[f.Site].close()
		}
		read, found, err := built[f.Site].try(f)
		if err != nil {
			return "", fmt.Errorf("%s: %w", f.Name, err)
		}
		counts = tally(counts, f.Theme, read, found)
	}
	return table(counts), nil
}

func tally(counts []*count, theme string, read, found bool) []*count {
	at := slices.IndexFunc(counts, func(c *count) bool { return c.theme == theme })
	if at < 0 {
		at, counts = len(counts), append(counts, &count{theme: theme})
	}
	c := counts[at]
	c.faults++
	if read {
		c.ours++
	}
	if found {
		c.found++
	}
	return counts
}

func table(counts []*count) string {
	var out strings.Builder
	out.WriteString("| faults in | faults | found by gen | in files that promtool or amtool reads | found by them |\n|---|---:|---:|---:|---:|\n")
	total := count{theme: "**all**"}
	for _, c := range counts {
		fmt.Fprintf(&out, "| %s | %d | %d | %d | %d |\n", c.theme, c.faults, c.faults, c.ours, c.found)
		total.faults, total.ours, total.found = total.faults+c.faults, total.ours+c.ours, total.found+c.found
	}
	fmt.Fprintf(&out, "| %s | %d | %d | %d | %d |\n", total.theme, total.faults, total.faults, total.ours, total.found)
	return out.String()
}

// bench is a site whose tree lies on the disk, for the tools to read.
type bench struct {
	site   *generator.Site
	folder string
	jobs   []job
	// sound are the tests of rules of the correct tree: make verify runs them all.
	sound map[pieces.Piece]bool
}

func newBench(tools, name string) (*bench, error) {
	var r report.Report
	site, err := generator.Build(siteFolder(name), "site.yaml", &r)
	if err != nil {
		return nil, err
	}
	if site.Tree == nil {
		return nil, fmt.Errorf("the site %s has errors: %v", name, r.Problems())
	}
	folder, err := os.MkdirTemp("", "gen-score-")
	if err != nil {
		return nil, err
	}
	b := &bench{site: site, folder: folder, jobs: jobs(site.Plan, tools), sound: map[pieces.Piece]bool{}}
	if err := b.lay(); err != nil {
		return nil, err
	}
	for _, j := range b.jobs {
		if j.tests {
			if err := b.trust(j.files(folder)); err != nil {
				return nil, err
			}
		}
		if j.alike {
			continue // make verify runs all tests of rules, which takes a while
		}
		if said, ok := j.run(folder, b.sound); !ok {
			return nil, fmt.Errorf("%s refuses the correct tree of %s: %s", j.words[0], name, said)
		}
	}
	return b, nil
}

// trust takes all tests of files for sound.
func (b *bench) trust(files []string) error {
	for _, file := range files {
		list, err := pieces.Cut(file)
		if err != nil {
			return err
		}
		for _, piece := range list {
			b.sound[piece] = true
		}
	}
	return nil
}

func (b *bench) close() { _ = os.RemoveAll(b.folder) }

// lay writes the tree, and something in each place of a certificate, key or secret.
func (b *bench) lay() error {
	for f := range b.site.Tree.All() {
		if err := b.write(f.Path, f.Content); err != nil {
			return err
		}
	}
	pair, err := webconfig.ThrowAway()
	if err != nil {
		return err
	}
	cert, key := []byte(pair.Cert), []byte(pair.Key)
	for _, i := range b.site.Plan.Instances() {
		tls := i.TLS()
		there := map[string][]byte{tls.ServerCert: cert, tls.ServerKey: key, tls.ClientCert: cert, tls.ClientKey: key, tls.ServerCA: cert, tls.ClientCA: cert}
		for _, secret := range i.Secrets {
			there[secret.Path] = []byte("secret")
		}
		for path, content := range there {
			if err := b.write(i.Node.Name+path, content); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) write(path string, content []byte) error {
	file := filepath.Join(b.folder, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}

// try puts a fault into the tree and takes it out again. It tells whether a tool
// reads its file, and whether one refuses it.
func (b *bench) try(f faults.Fault) (read, found bool, err error) {
	mutated, err := f.Mutate(b.site.Tree)
	if err != nil {
		return false, false, err
	}
	correct, _ := b.site.Tree.Get(f.File)
	if fault, ok := mutated.Get(f.File); !ok {
		err = os.Remove(filepath.Join(b.folder, filepath.FromSlash(f.File)))
	} else {
		err = b.write(f.File, fault.Content)
	}
	if err != nil {
		return false, false, err
	}
	for _, j := range b.jobs {
		one, reads := j.of(f.File)
		read = read || reads
		if found || !reads {
			continue
		}
		if _, ok := one.run(b.folder, b.sound); !ok {
			found = true
		}
	}
	return read, found, b.write(f.File, correct.Content)
}

// siteFolder is where a site of the corpus lies.
func siteFolder(name string) fs.FS {
	for _, above := range sites {
		if _, err := os.Stat(filepath.Join(above, name, "site.yaml")); err == nil {
			return os.DirFS(filepath.Join(above, name))
		}
	}
	return os.DirFS(name)
}
