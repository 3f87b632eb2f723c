package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gen/generator/check/metrics"
)

// module is where the sources of node_exporter are; its tests bring along files of a host with
// every kind of hardware, so that every machine gathers the same.
const module = "github.com/prometheus/node_exporter"

// collectorFlag is the switch of a collector in node_exporter's help, and its default.
var collectorFlag = regexp.MustCompile(`--\[no-\]collector\.([a-z0-9_]+)\s+Enable the \S+ collector( \(default: enabled\))?`)

// fieldFlags choose by a regular expression which fields of a file become metrics. Their values
// below are "all"; what the defaults leave out needs the flag.
var fieldFlags = map[string]string{"netstat": "--collector.netstat.fields", "vmstat": "--collector.vmstat.fields"}

// moreFlags bring metrics of a collector that its own switch does not.
var moreFlags = map[string][]string{
	"bcache":  {"--collector.bcache.priorityStats"},
	"cpu":     {"--collector.cpu.info"},
	"netstat": {"--collector.netstat.fields=.*"},
	"stat":    {"--collector.stat.softirq"},
	"vmstat":  {"--collector.vmstat.fields=.*"},
}

// nodeExporter asks every collector by itself, once with its defaults and once with all that its
// flags can bring, over the files of the project's own tests, and then over this host.
func nodeExporter(p program) ([]metrics.Row, error) {
	dir, err := nodeFiles(p.version)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	collectors, err := collectorsOf(p.path)
	if err != nil {
		return nil, err
	}
	fixtures := []string{"--path.procfs=fixtures/proc", "--path.sysfs=fixtures/sys", "--path.rootfs=fixtures", "--path.udev.data=fixtures/udev/data",
		"--collector.textfile.directory=fixtures/textfile/two_metric_files", "--collector.wifi.fixtures=fixtures/wifi", "--collector.qdisc.fixtures=fixtures/qdisc"}
	rows, err := overHost(p, dir, collectors, "run", fixtures)
	if err != nil {
		return nil, err
	}
	host, err := overHost(p, dir, collectors, "host", []string{"--collector.filesystem.fs-types-exclude=^$", "--collector.filesystem.mount-points-exclude=^$"})
	for _, row := range host {
		if !slices.ContainsFunc(rows, func(r metrics.Row) bool { return r.Name == row.Name }) {
			rows = append(rows, row)
		}
	}
	return rows, err
}

// collector is one part of node_exporter.
type collector struct {
	name string
	on   bool
}

func collectorsOf(path string) ([]collector, error) {
	help, err := exec.Command(path, "--help").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s --help: %w", path, err)
	}
	var list []collector
	for _, match := range collectorFlag.FindAllSubmatch(bytes.Join(bytes.Fields(help), []byte(" ")), -1) {
		list = append(list, collector{string(match[1]), len(match[2]) > 0})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s --help shows no collectors", path)
	}
	return list, nil
}

// needs names what brings the collector's metrics.
func (c collector) needs() string {
	if c.on {
		return "-"
	}
	return c.name
}

// overHost gathers from one host, which the flags describe.
func overHost(p program, dir string, collectors []collector, from string, host []string) ([]metrics.Row, error) {
	usual := slices.Clone(host)
	paths := []string{"/metrics?collect[]=time"}
	for _, c := range collectors {
		usual = append(usual, "--collector."+c.name)
		paths = append(paths, "/metrics?collect[]="+c.name)
	}
	all := slices.Clone(usual)
	for _, flags := range moreFlags {
		all = append(all, flags...)
	}
	plain, err := nodeScrapes(p, dir, usual, paths)
	if err != nil {
		return nil, err
	}
	more, err := nodeScrapes(p, dir, all, paths)
	if err != nil {
		return nil, err
	}
	for name := range plain[0] {
		for at := 1; at < len(paths); at++ {
			if collectors[at-1].name != "time" {
				delete(plain[at], name)
				delete(more[at], name)
			}
		}
	}
	return join(plain, more, collectors, from), nil
}

// join names what each metric needs.
func join(plain, more []scrape, collectors []collector, from string) []metrics.Row {
	rows := plain[0].rows("-", from)
	for at, c := range collectors {
		if c.name == "textfile" || c.name == "time" {
			continue // whatever people put there; and asked for before
		}
		own := plain[at+1].rows(c.needs(), from)
		if fieldFlags[c.name] != "" {
			own = plain[at+1].rows(c.name+".default", from)
		}
		for name := range plain[at+1] {
			delete(more[at+1], name)
		}
		rows = slices.Concat(rows, own, more[at+1].rows(c.name+".more", from))
	}
	return rows
}

func nodeScrapes(p program, dir string, args, paths []string) ([]scrape, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	return serve(dir, address, p.path, append(args, "--web.listen-address="+address), paths...)
}

// nodeFiles unpacks the files of the project's tests.
func nodeFiles(version string) (string, error) {
	get := exec.Command("go", "mod", "download", "-json", module+"@v"+version)
	get.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	answer, err := get.Output()
	if err != nil {
		return "", fmt.Errorf("cannot download %s@v%s: %w", module, version, err)
	}
	_, rest, _ := strings.Cut(string(answer), `"Dir": "`)
	source, _, ok := strings.Cut(rest, `"`)
	if !ok {
		return "", fmt.Errorf("%s@v%s has no folder", module, version)
	}
	dir, err := os.MkdirTemp("", "node_exporter")
	if err != nil {
		return "", err
	}
	if err := os.CopyFS(filepath.Join(dir, "fixtures"), os.DirFS(filepath.Join(source, "collector", "fixtures"))); err != nil {
		return dir, err
	}
	for _, archive := range []string{"sys.ttar", "udev.ttar"} {
		file := filepath.Join(dir, "fixtures", archive)
		if _, err := os.Stat(file); err != nil {
			continue // the older releases have fewer
		}
		if err := unpack(file, filepath.Join(dir, "fixtures")); err != nil {
			return dir, fmt.Errorf("%s: %w", archive, err)
		}
	}
	// Go modules hold no symbolic links.
	return dir, os.Symlink("10", filepath.Join(dir, "fixtures", "proc", "self"))
}
