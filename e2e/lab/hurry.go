package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spoiled is the variable that names a file of a bundle which the lab makes nonsense of.
const spoiled = "GEN_LAB_SPOILED"

// bundleRoot is where the files of a node lie in its bundle.
const bundleRoot = "var/lib/gen/next/root"

// hurried are the files in which durations are divided.
var hurried = []string{"/etc/prometheus/prometheus.yml", "/etc/prometheus/rules/*.yml", "/etc/alertmanager/alertmanager.yml"}

// entry is one file of a bundle.
type entry struct {
	header *tar.Header
	text   string
}

// hurry is what runs between gen bundle and the host: it divides the durations of Prometheus and
// Alertmanager, and packs the bundle anew. That is the only thing that the lab changes in what gen
// wrote.
func hurry(args []string, in io.Reader, out io.Writer) int {
	scale, err := strconv.Atoi(strings.Join(args, ""))
	if err == nil {
		err = repack(in, out, func(name, text string) string { return altered(name, text, scale) })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab: cannot change the bundle:", err)
		return 1
	}
	return 0
}

func altered(name, text string, scale int) string {
	for _, pattern := range hurried {
		if ok, _ := path.Match(bundleRoot+pattern, name); ok { // the pattern is right
			text = duration.ReplaceAllStringFunc(text, func(line string) string {
				parts := duration.FindStringSubmatch(line)
				return parts[1] + shorten(parts[2], scale)
			})
		}
	}
	if name == bundleRoot+os.Getenv(spoiled) {
		text += "nonsense {\n"
	}
	return text
}

// repack changes files of a bundle, and what its manifest says of them.
func repack(in io.Reader, out io.Writer, change func(name, text string) string) error {
	entries, err := unpacked(in)
	if err != nil {
		return err
	}
	digests := []string{}
	for at, e := range entries {
		text := change(e.header.Name, e.text)
		if text != e.text {
			digests = append(digests, digest(e.text), digest(text))
			entries[at].text = text
		}
	}
	manifest := ""
	packed := tar.NewWriter(out)
	for _, e := range entries {
		switch path.Base(e.header.Name) {
		case "manifest":
			e.text = strings.NewReplacer(digests...).Replace(e.text)
			manifest = e.text
		case "complete":
			e.text = digest(manifest) + "  manifest\n"
		}
		e.header.Size = int64(len(e.text))
		if err := packed.WriteHeader(e.header); err != nil {
			return err
		}
		if _, err := io.WriteString(packed, e.text); err != nil {
			return err
		}
	}
	return packed.Close()
}

func unpacked(in io.Reader) (all []entry, err error) {
	for reader := tar.NewReader(in); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(reader); err != nil {
			return nil, err
		}
		all = append(all, entry{header, text.String()})
	}
}

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// duration is a line of a configuration that says how long to wait. Ranges of queries stay: they
// would hold fewer samples than an expression needs.
var duration = regexp.MustCompile(`(?m)^(\s*(?:- )?(?:for|keep_firing_for|interval|group_wait|group_interval|repeat_interval|scrape_interval|evaluation_interval): )(\d+[smhd])$`)

// shorten divides a duration such as 5m, to a second at least; nothing stays nothing.
func shorten(text string, scale int) string {
	days, isDays := strings.CutSuffix(text, "d")
	length, err := time.ParseDuration(text)
	if number, bad := strconv.Atoi(days); isDays && bad == nil {
		length, err = time.Duration(number)*24*time.Hour, nil
	}
	if err != nil || length == 0 {
		return text
	}
	return fmt.Sprintf("%ds", max(1, int(length.Seconds())/scale))
}
