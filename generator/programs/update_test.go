package programs

import (
	"bytes"
	"context"
	"debug/elf"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gen/generator/plan"
)

// small lets the demo's archives through and no larger ones.
var small = limits{list: 1 << 10, archive: 1 << 12, unpacked: 1 << 14, program: 1 << 12}

// lab is a site whose mirror is the server of what is published.
type lab struct {
	*upstream
	plan *plan.Plan
	dir  string
}

func newLab(t *testing.T) *lab {
	t.Helper()
	return &lab{publish(t), planOf(t, strings.ReplaceAll(site, "[demo, bare, node_exporter]", "[demo, bare]"), bareBlueprint), t.TempDir()}
}

func (l *lab) open(t *testing.T, change func(*Options)) *Store {
	t.Helper()
	client := NewClient()
	client.Transport = l.Client().Transport
	o := Options{Site: l.dir, Mirror: l.URL, Client: client}
	if change != nil {
		change(&o)
	}
	s, err := Open(l.plan, o)
	if err != nil {
		t.Fatal(err)
	}
	s.limits = small
	return s
}

// update runs gen lock.
func (l *lab) update(t *testing.T, change func(*Options)) (*Result, error) {
	t.Helper()
	return l.open(t, change).Update(context.Background())
}

func (l *lab) mustUpdate(t *testing.T) *Result {
	t.Helper()
	r, err := l.update(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (l *lab) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(l.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (l *lab) write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// says checks fact and hint of an error.
func says(t *testing.T, err error, fact, hint string) {
	t.Helper()
	bad, ok := errors.AsType[*Error](err)
	if !ok || !strings.Contains(bad.Fact, fact) || !strings.Contains(bad.Hint, hint) {
		t.Errorf("the error is %+v, not %q with the hint %q", bad, fact, hint)
	}
}

func names(lines []Locked) (list []string) {
	for _, l := range lines {
		list = append(list, l.String())
	}
	return list
}

func TestLock(t *testing.T) {
	l := newLab(t)
	var told []string
	r, err := l.update(t, func(o *Options) { o.Tell = func(l Locked, from string) { told = append(told, l.String()+" "+from) } })
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"bare 0.3.0 for amd64", "demo 1.1.0 for amd64", "demo 1.2.0 for amd64", "demo 1.2.0 for arm64"}
	if diff := cmp.Diff(all, names(r.New)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(all[:1], names(r.Believed)); diff != "" {
		t.Error(diff)
	}
	if want := "demo 1.1.0 for amd64 " + l.URL + "/" + demoOld; len(told) != 4 || told[1] != want {
		t.Errorf("told %q, not %q", told, want)
	}
	old := programFor(elf.EM_X86_64, "demo 1.1.0")
	want := "demo\t1.1.0\tamd64\thttps://" + demoOld + "\t" + sha256Hex(l.files[demoOld]) + "\tdemo-1.1.0/demo\t" + sha256Hex(old) + "\n"
	if lock := l.read(t, LockFile); !strings.Contains(lock, want) || !strings.HasPrefix(lock, lockHeader) {
		t.Errorf("programs.lock is\n%s", lock)
	}
	if got := l.read(t, "archives/"+bareAMD); got != string(l.files[bareAMD]) {
		t.Error("the download is not what was published")
	}
	if got := l.read(t, "archives/.gitignore"); !strings.HasSuffix(got, "\n*\n") {
		t.Errorf("git is not kept out: %q", got)
	}
}

func TestSecondRunAsksNobody(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	lock := l.read(t, LockFile)
	l.asked = nil
	r := l.mustUpdate(t)
	if r.Any() || len(r.Kept) != 4 || len(l.asked) != 0 || l.read(t, LockFile) != lock {
		t.Errorf("changed %v, asked for %q", r, l.asked)
	}
}

// What is in the lock needs no list: a mirror of the archives alone will do.
func TestFolderAsMirror(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	if err := os.Rename(filepath.Join(l.dir, Folder), filepath.Join(l.dir, "copy")); err != nil {
		t.Fatal(err)
	}
	l.plan.Mirror = "copy"
	l.asked = nil
	r, err := l.update(t, func(o *Options) { o.Mirror = "" })
	if err != nil || r.Any() || len(l.asked) != 0 {
		t.Errorf("%v, %v, asked for %q", r, err, l.asked)
	}
	l.write(t, LockFile, []byte(lockHeader))
	if r, err = l.update(t, func(o *Options) { o.Mirror = "" }); err != nil || len(r.New) != 4 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestUnneededLinesGo(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	l.plan = planOf(t, strings.ReplaceAll(site, "{demo: {version: 1.1.0}, ", "{"), bareBlueprint)
	for _, i := range l.plan.Instances() {
		if i.Name == "node_exporter" {
			i.Release = nil
		}
	}
	if diff := cmp.Diff([]string{"demo 1.1.0 for amd64"}, names(l.open(t, nil).Status().Dropped)); diff != "" {
		t.Error(diff)
	}
	r := l.mustUpdate(t)
	if diff := cmp.Diff([]string{"demo 1.1.0 for amd64"}, names(r.Dropped)); diff != "" || strings.Contains(l.read(t, LockFile), "1.1.0") {
		t.Error(diff)
	}
}

func TestStatus(t *testing.T) {
	l := newLab(t)
	if s := l.open(t, nil); len(s.Status().New) != 4 || s.Used() {
		t.Errorf("without a lock: %+v", s.Status())
	}
	l.mustUpdate(t)
	if s := l.open(t, nil); s.Status().Any() || len(s.Status().Kept) != 4 || !s.Used() {
		t.Errorf("with a lock: %+v", s.Status())
	}
	l.asked = nil
	if l.open(t, nil).Status(); len(l.asked) != 0 {
		t.Errorf("asked for %q", l.asked)
	}
}

// An archive that has changed under its name is told and changes nothing, until
// the user accepts it.
func TestChangedArchive(t *testing.T) {
	l := newLab(t)
	l.mustUpdate(t)
	lock := l.read(t, LockFile)
	if err := os.RemoveAll(filepath.Join(l.dir, Folder)); err != nil {
		t.Fatal(err)
	}
	l.files[demoAMD] = archiveOf(t, member{name: "demo-1.2.0/demo", content: programFor(elf.EM_X86_64, "another")})
	l.list(sumsNew, demoAMD, demoARM)
	_, err := l.update(t, nil)
	says(t, err, "/"+demoAMD+" is no longer what programs.lock says: its digest is "+sha256Hex(l.files[demoAMD]), "gen lock --accept takes the new one")
	if l.read(t, LockFile) != lock {
		t.Error("programs.lock has changed")
	}
	if _, err := os.Stat(filepath.Join(l.dir, Folder, demoAMD)); err == nil {
		t.Error("the archive has its name")
	}
	r, err := l.update(t, func(o *Options) { o.Accept = true })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"demo 1.2.0 for amd64"}, names(r.Changed)); diff != "" || l.read(t, LockFile) == lock {
		t.Error(diff)
	}
}

func TestRefused(t *testing.T) {
	program := programFor(elf.EM_X86_64, "demo 1.2.0")
	for name, c := range map[string]struct {
		spoil      func(t *testing.T, l *lab)
		fact, hint string
	}{
		"other than its list": {func(t *testing.T, l *lab) { l.files[demoAMD] = append(l.files[demoAMD], 0) },
			"demo-1.2.0.linux-amd64.tar.gz is not what sha256sums.txt says", "do not use it"},
		"not in its list": {func(t *testing.T, l *lab) { l.list(sumsNew, demoARM) },
			"sha256sums.txt does not tell the digest of demo-1.2.0.linux-amd64.tar.gz", "for this version and processor"},
		"no list": {func(t *testing.T, l *lab) { delete(l.files, sumsNew) },
			"sha256sums.txt: the answer is 404 not found", "for this version and processor"},
		"no archive": {func(t *testing.T, l *lab) { delete(l.files, demoARM) },
			"demo-1.2.0.linux-arm64.tar.gz: the answer is 404 not found", "for this version and processor"},
		"a page instead of a program": {func(t *testing.T, l *lab) { l.files[bareAMD] = []byte("<html>please log in</html>") },
			"bare-0.3.0-amd64 holds is no program for Linux on amd64", "head -c 200"},
		"another processor's": {func(t *testing.T, l *lab) { l.files[bareAMD] = programFor(elf.EM_AARCH64, "bare") },
			"bare-0.3.0-amd64 holds is no program for Linux on amd64", "head -c 200"},
		"no such member":   {replaced(member{name: "demo-1.2.0/demo.exe", content: program}), "there is no demo-1.2.0/demo in it", "correct release in the blueprint of demo"},
		"a link as member": {replaced(member{name: "demo-1.2.0/demo", link: "/etc/passwd"}), "demo-1.2.0/demo in it is no regular file", ""},
		"a way out":        {replaced(member{name: "../../demo-1.2.0/demo", content: program}), "there is no demo-1.2.0/demo in it", ""},
		"a program too large": {replaced(member{name: "demo-1.2.0/demo", content: append(program, make([]byte, small.program)...)}),
			"the program in it is larger than any program is", ""},
		"a bomb": {replaced(member{name: "x", content: make([]byte, 1<<20)}, member{name: "demo-1.2.0/demo", content: program}),
			"it unpacks to more than any program needs", ""},
		"no archive but a text": {spoiled([]byte("not an archive")), "it is no .tar.gz", ""},
		"half an archive":       {func(t *testing.T, l *lab) { spoiled(l.files[demoAMD][:len(l.files[demoAMD])/2])(t, l) }, "it ", "correct release"},
		"an archive too large":  {spoiled(bytes.Repeat([]byte("x"), int(small.archive)+1)), "it is larger than any archive is", "run gen lock again"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			c.spoil(t, l)
			_, err := l.update(t, nil)
			says(t, err, c.fact, c.hint)
			if _, err := os.Stat(filepath.Join(l.dir, LockFile)); err == nil && strings.Count(l.read(t, LockFile), "\n") > 4 {
				t.Error("what was refused is locked")
			}
			for _, part := range leftovers(t, l.dir) {
				t.Errorf("%s is left over", part)
			}
		})
	}
}

// replaced puts other members into an archive that its list agrees to.
func replaced(members ...member) func(*testing.T, *lab) {
	return func(t *testing.T, l *lab) { spoiled(archiveOf(t, members...))(t, l) }
}

func spoiled(content []byte) func(*testing.T, *lab) {
	return func(_ *testing.T, l *lab) {
		l.files[demoAMD] = content
		l.list(sumsNew, demoAMD, demoARM)
	}
}

// leftovers are the partial files below a folder.
func leftovers(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(name string, _ os.DirEntry, err error) error {
		if strings.HasPrefix(filepath.Base(name), stage) || strings.HasSuffix(name, ".gen-tmp") {
			found = append(found, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A failure before anything was fetched leaves a site that locks nothing.
func TestFailureLocksNothing(t *testing.T) {
	l := newLab(t)
	clear(l.files)
	if _, err := l.update(t, nil); err == nil {
		t.Fatal("nothing failed")
	}
	if s := l.open(t, nil); s.Used() {
		t.Error("there is a programs.lock")
	}
}

// What came before the failure is locked, and not fetched again.
func TestFailureKeepsWhatIsDone(t *testing.T) {
	l := newLab(t)
	lost := l.files[demoARM]
	delete(l.files, demoARM)
	if _, err := l.update(t, nil); err == nil {
		t.Fatal("nothing failed")
	}
	if lines := strings.Count(l.read(t, LockFile), "\n"); lines != 4 {
		t.Errorf("programs.lock has %d lines", lines)
	}
	l.files[demoARM], l.asked = lost, nil
	r := l.mustUpdate(t)
	if diff := cmp.Diff([]string{sumsNew, demoARM}, l.asked); diff != "" || len(r.New) != 1 {
		t.Error(diff)
	}
}
