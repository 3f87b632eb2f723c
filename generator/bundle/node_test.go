package bundle_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/bundle"
	"gen/generator/pki"
	"gen/generator/plan"
	"gen/generator/tree"
)

// shells have to run the script, the system's own first. Of the others, those
// count that this machine has; CI has them all.
func shells(t *testing.T) [][]string {
	t.Helper()
	known := [][]string{{"sh"}, {"dash"}, {"bash", "--posix"}, {"busybox", "ash"}, {"mksh"}, {"yash"}, {"ksh93"}}
	return slices.DeleteFunc(known, func(s []string) bool {
		_, err := exec.LookPath(s[0])
		if err != nil && os.Getenv("CI") != "" {
			t.Errorf("%s is not installed", s[0])
		}
		return err != nil
	})
}

// ownTools has busybox take the tests' programs for those that it has itself.
const ownTools = `for tool in chown date df find ip sleep ss sync; do eval "$tool() { command \"\$(IFS=:; for dir in \$PATH; do echo \$dir; done | grep testdata)/$tool\" \"\$@\"; }"; done
`

// node is the disk of a node, and the programs that stand in for its own.
type node struct {
	t          *testing.T
	root, stub string
	shell      []string
	// environment is more of it, such as where to be killed.
	environment []string
}

func newNode(t *testing.T, shell ...string) *node {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if len(shell) == 0 {
		shell = []string{"sh"}
	}
	n := &node{t: t, root: dir + "/root", stub: dir + "/stub", shell: shell}
	for _, folder := range []string{n.root + "/etc/systemd/system", n.root + "/run/systemd/system", n.root + "/usr/local/bin", n.root + "/var/lib"} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"active", "enabled", "running", "packaged", "containers"} {
		if err := os.MkdirAll(filepath.Join(n.stub, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	n.note("pid", "100\n")
	n.note("free", "99999999\n")
	n.write("/usr/local/bin/a", "#!/bin/sh\n", 0o755)
	n.write("/usr/local/bin/b", "#!/bin/sh\n", 0o755)
	return n
}

// note writes a file that the programs of the node look at.
func (n *node) note(name, text string) {
	n.t.Helper()
	if err := os.WriteFile(filepath.Join(n.stub, name), []byte(text), 0o644); err != nil {
		n.t.Fatal(err)
	}
}

// write puts a file on the node's disk, as its administrator would.
func (n *node) write(path, text string, mode fs.FileMode) {
	n.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(n.root+path), 0o755), os.WriteFile(n.root+path, []byte(text), mode), os.Chmod(n.root+path, mode)); err != nil {
		n.t.Fatal(err)
	}
}

// read is a file of the node, or why there is none.
func (n *node) read(path string) string {
	text, err := os.ReadFile(n.root + path)
	if err != nil {
		return "(none)"
	}
	return string(text)
}

// unpack does what tar -xC / does.
func (n *node) unpack(packed []byte) {
	n.t.Helper()
	command := exec.Command("tar", "-xC", n.root)
	command.Stdin = bytes.NewReader(packed)
	if said, err := command.CombinedOutput(); err != nil || len(said) > 0 {
		n.t.Fatalf("tar: %v: %s", err, said)
	}
}

// apply runs the script, and returns its exit code, what it said and what it had others do.
func (n *node) apply(args ...string) (code int, said, did string) {
	n.t.Helper()
	n.note("log", "")
	here, err := os.Getwd()
	if err != nil {
		n.t.Fatal(err)
	}
	script := append([]string{n.root + "/etc/gen/apply"}, args...)
	if n.shell[0] == "busybox" {
		script = append([]string{"-c", ownTools + `. "$0"`}, script...)
	}
	command := exec.Command(n.shell[0], append(slices.Clone(n.shell[1:]), script...)...)
	command.Env = append([]string{"GEN_ROOT=" + n.root, "STUB=" + n.stub, "PATH=" + n.stub + "/killers:" + here + "/testdata/node:" + os.Getenv("PATH")}, n.environment...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := command.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		n.t.Fatal(err)
	}
	log, err := os.ReadFile(n.stub + "/log")
	if err != nil {
		n.t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), strings.ReplaceAll(string(out), n.root, ""), string(log)
}

// must applies a bundle that has to work.
func (n *node) must(packed []byte) (said, did string) {
	n.t.Helper()
	n.unpack(packed)
	code, said, did := n.apply()
	if code != 0 {
		n.t.Fatalf("exit code %d: %s\n%s", code, said, did)
	}
	return said, did
}

// disk is what lies on the node, without what apply keeps for itself.
func (n *node) disk() map[string]string {
	n.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(n.root, func(name string, entry fs.DirEntry, err error) error {
		path := strings.TrimPrefix(name, n.root)
		switch {
		case err != nil:
			return err
		case path == "/var/lib/gen":
			return fs.SkipDir
		case entry.Type().IsRegular():
			info, err := entry.Info()
			files[path] = info.Mode().String() + " " + n.read(path)
			return err
		}
		files[path] = entry.Type().String()
		return nil
	})
	if err != nil {
		n.t.Fatal(err)
	}
	return files
}

// kept are the names of what apply keeps for itself.
func (n *node) kept() []string {
	entries, err := os.ReadDir(n.root + "/var/lib/gen")
	if err != nil {
		n.t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// consistent wants every unit to run with the files that are on the disk.
func (n *node) consistent(units ...string) {
	n.t.Helper()
	for _, unit := range units {
		name := strings.TrimSuffix(unit, ".service")
		if _, err := os.Stat(n.stub + "/active/" + unit); err != nil {
			n.t.Errorf("%s does not run", unit)
		}
		running, err := os.ReadFile(n.stub + "/running/" + unit + "/" + name + ".yml")
		if err != nil || string(running) != n.read("/etc/"+name+"/"+name+".yml") {
			n.t.Errorf("%s runs with %q, and on the disk is %q", unit, running, n.read("/etc/"+name+"/"+name+".yml"))
		}
	}
}

// site is what bundles of tests are made of: files by path, and their needs by
// the folder in which they lie.
type site map[string]string

// with is the site with other files; an empty text takes one away.
func (s site) with(pathsAndTexts ...string) site {
	other := maps.Clone(s)
	for at := 0; at < len(pathsAndTexts); at += 2 {
		if other[pathsAndTexts[at]] = pathsAndTexts[at+1]; pathsAndTexts[at+1] == "" {
			delete(other, pathsAndTexts[at])
		}
	}
	return other
}

// without is the site without the service of a name.
func (s site) without(name string) site {
	other := s.with("/etc/systemd/system-preset/50-gen.preset", strings.ReplaceAll(s["/etc/systemd/system-preset/50-gen.preset"], "enable "+name+".service\n", ""))
	maps.DeleteFunc(other, func(path, _ string) bool {
		return strings.HasPrefix(path, "/etc/"+name+"/") || path == "/etc/systemd/system/"+name+".service"
	})
	return other
}

// plain is a node with two services.
var plain = site{
	"/etc/a/a.yml":                             "a: 1\n",
	"/etc/a/live.yml":                          "live: 1\n",
	"/etc/b/b.yml":                             "b: 1\n",
	"/etc/systemd/system/a.service":            "[Service]\nExecStart=/usr/local/bin/a\n",
	"/etc/systemd/system/b.service":            "[Service]\nExecStart=/usr/local/bin/b\n",
	"/etc/systemd/system-preset/50-gen.preset": "enable a.service\nenable b.service\n",
	"/etc/sysusers.d/gen.conf":                 "u a -\n",
	"/etc/tmpfiles.d/gen.conf":                 "d /etc/a\n",
}

// file is a file of the output folder, with what a change of it needs.
func (s site) file(path string) tree.File {
	f := tree.File{Path: "n" + path, Content: []byte(s[path])}
	folder, name := filepath.Base(filepath.Dir(path)), filepath.Base(path)
	switch {
	case strings.HasSuffix(name, ".service"):
		f.Unit, f.OnChange = name, tree.Restart
	case name == "firewall.nft":
		f.Unit, f.OnChange = "gen-firewall.service", tree.Reload
	case name == "live.yml":
		f.Unit = folder + ".service"
	case strings.HasSuffix(name, ".yml"):
		f.Unit, f.Service, f.OnChange = folder+".service", folder, tree.Reload
	}
	if strings.Contains(s[path], "gen-secret") {
		f.Secrets = []string{"webhook"}
	}
	return f
}

// input is what the site is packed from.
func (s site) input(t *testing.T) bundle.Input {
	t.Helper()
	var files tree.Tree
	for _, path := range slices.Sorted(maps.Keys(s)) {
		if err := files.Add(s.file(path)); err != nil {
			t.Fatal(err)
		}
	}
	n := &plan.Node{Name: "n", Address: netip.MustParseAddr("192.0.2.1")}
	for _, name := range []string{"a", "b"} {
		if _, ok := s["/etc/systemd/system/"+name+".service"]; ok {
			n.Instances = append(n.Instances, s.instance(n, name))
		}
	}
	return bundle.Input{Plan: &plan.Plan{Site: "lab", Nodes: []*plan.Node{n}}, Tree: &files, Certificates: noCertificates{}}
}

func (s site) instance(n *plan.Node, name string) *plan.Instance {
	i := &plan.Instance{
		Node: n, Name: name, Unit: name + ".service", Runtime: plan.Systemd, Binary: "/usr/local/bin/" + name, HostNetwork: true, Group: name,
		Blueprint: &blueprint.Blueprint{Name: name, Systemd: &blueprint.Systemd{}},
		Files:     []plan.File{{Path: "/etc/" + name + "/" + name + ".yml", OnChange: tree.Reload}},
	}
	i.Check = map[string][]string{"a": {"checker", "/etc/a/a.yml"}, "b": {"no-such-checker"}}[name]
	i.Listeners = []*plan.Listener{{Instance: i, Host: "192.0.2.1", Port: 9000 + int(name[0])}}
	return i
}

// packed is the bundle of the site's node.
func (s site) packed(t *testing.T) []byte {
	t.Helper()
	return pack(t, s.input(t))
}

func pack(t *testing.T, in bundle.Input) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := bundle.Write(&out, "n", in); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type noCertificates struct{}

func (noCertificates) Of(string) ([]pki.Installed, error) { return nil, nil }

// contents are the files of a tar.
func contents(t *testing.T, packed []byte) map[string]string {
	t.Helper()
	files := map[string]string{}
	for reader := tar.NewReader(bytes.NewReader(packed)); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = string(text)
	}
}
