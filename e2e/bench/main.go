// Command bench builds sites of several sizes with the real gen binary and
// prints what that costs beside `cp -r` of the same tree in the same run:
// processor time, memory and files per second. Ratios, not times, are the
// result: machines differ, and other work disturbs both alike.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	sizes := flag.String("sizes", "3,30,300,3000,10000", "numbers of nodes")
	runs := flag.Int("runs", 7, "runs of each, of which the median counts")
	folder := flag.String("folder", "/dev/shm", "where to work: a file system in memory")
	flag.Parse()
	if err := bench(*sizes, *runs, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "bench: error:", err)
		os.Exit(1)
	}
}

func bench(sizes string, runs int, folder string) error {
	work, err := os.MkdirTemp(folder, "gen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	gen := filepath.Join(work, "gen")
	if out, err := exec.Command("go", "build", "-o", gen, "./cmd/gen").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	fmt.Println("| nodes | files | MB | cp -r | cold build | no-op build | check | no-op anew | first check | cold / cp | no-op / cp | check / cp | no-op anew / cp | first check / cp | peak MiB |")
	fmt.Println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, word := range strings.Split(sizes, ",") {
		nodes, err := strconv.Atoi(word)
		if err != nil {
			return err
		}
		if err := measure(work, gen, nodes, runs); err != nil {
			return fmt.Errorf("%d nodes: %w", nodes, err)
		}
	}
	return nil
}

// cost is what one process took.
type cost struct {
	cpu time.Duration
	// peak is the largest resident memory in bytes.
	peak int64
}

// measure prints the row of one size.
func measure(work, gen string, nodes, runs int) error {
	dir := filepath.Join(work, strconv.Itoa(nodes))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	site, out, copied := filepath.Join(dir, "site.yaml"), filepath.Join(dir, "out"), filepath.Join(dir, "copy")
	if err := os.WriteFile(site, Site(nodes), 0o644); err != nil {
		return err
	}
	costs := map[string][]cost{}
	for range runs {
		memory := filepath.Join(dir, "memory")
		for _, step := range []struct {
			name, memory string
			args         []string
		}{
			{"cold", memory, []string{gen, "build", site}},
			{"check first", memory, []string{gen, "check", site}},
			{"no-op", memory, []string{gen, "build", site}},
			{"check", memory, []string{gen, "check", site}},
			{"no-op anew", "off", []string{gen, "build", site}},
			{"cp", memory, []string{"cp", "-r", out, copied}},
		} {
			one, err := run(step.memory, step.args...)
			if err != nil {
				return err
			}
			costs[step.name] = append(costs[step.name], one)
		}
		files, size = count(out)
		for _, made := range []string{out, copied, memory} {
			os.RemoveAll(made)
		}
	}
	printRow(nodes, costs)
	return nil
}

// files and size are those of the tree that was built last.
var files, size int64

func printRow(nodes int, costs map[string][]cost) {
	steps := []string{"cold", "no-op", "check", "no-op anew", "check first"}
	cp := median(costs["cp"])
	fmt.Printf("| %d | %d | %.1f | %s |", nodes, files, float64(size)/1e6, ms(cp))
	for _, step := range steps {
		fmt.Printf(" %s |", ms(median(costs[step])))
	}
	for _, step := range steps {
		fmt.Printf(" %.2f |", float64(median(costs[step]).cpu)/float64(cp.cpu))
	}
	fmt.Printf(" %d |\n", median(costs["cold"]).peak>>20)
}

func ms(c cost) string { return fmt.Sprintf("%d ms", c.cpu.Milliseconds()) }

// run runs a program, which keeps its memory there, and returns what it took.
func run(memory string, args ...string) (cost, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GEN_CACHE="+memory)
	if out, err := cmd.CombinedOutput(); err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss << 10}, nil
}

func median(list []cost) cost {
	slices.SortFunc(list, func(a, b cost) int { return int(a.cpu - b.cpu) })
	return list[len(list)/2]
}

func count(dir string) (files, size int64) {
	_ = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if info, err := entry.Info(); err == nil {
				files, size = files+1, size+info.Size()
			}
		}
		return nil
	})
	return files, size
}
