// Pictures draws docs/pictures: what people see of messages about alerts.
//
// Usage: pictures [-chromium PROGRAM] FOLDER
//
// The alerts of samples.yaml are told by the rules and templates of a golden
// tree, with Prometheus' and Alertmanager's own code, and set into pages that
// look like the services in question. A page is kept beside its picture, and
// digests.txt says of which page a picture is, so that a test knows without a
// browser whether it is out of date. It is run from the top of the repository.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// golden is the site whose rules and templates speak.
const golden = "golden/trees/fleet/tree/mon-a/etc"

// samples is the file with the alerts.
const samples = "e2e/pictures/samples.yaml"

// digests is the file that says of which page each picture is.
const digests = "digests.txt"

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("pictures", flag.ContinueOnError)
	flags.SetOutput(stderr)
	chromium := flags.String("chromium", "chromium", "browser that draws")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		fmt.Fprintln(stderr, "usage: pictures [-chromium PROGRAM] FOLDER")
		return 2
	}
	if err := paint(*chromium, flags.Arg(0), stdout); err != nil {
		fmt.Fprintln(stderr, "pictures:", err)
		return 1
	}
	return 0
}

// paint writes pages, pictures and digests into a folder.
func paint(chromium, folder string, stdout io.Writer) error {
	pages, err := pagesOf(".")
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, p := range pages {
		page, picture := filepath.Join(folder, p.name+".html"), filepath.Join(folder, p.name+".png")
		if err := os.WriteFile(page, p.html, 0o644); err != nil {
			return err
		}
		content, err := photograph(chromium, page, p.paper)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := os.WriteFile(picture, content, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s %s %s\n", p.name, digest(visible(p.html)), digest(content))
		fmt.Fprintf(stdout, "%s: %d kB\n", picture, len(content)/1000)
	}
	return os.WriteFile(filepath.Join(folder, digests), []byte(list.String()), 0o644)
}

// visible is what of a page is seen: no addresses of links.
func visible(page []byte) []byte {
	return regexp.MustCompile(`href="[^"]*"`).ReplaceAll(page, []byte("href"))
}

func digest(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content)) }
