package programs

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/report"
	"gen/generator/topology"
)

// site runs two versions on two processors, one program without an archive and
// without checksums, and what packages, images and the user bring.
const site = `version: 1
site: lab
blueprints: own
nodes:
  a: {address: 10.0.0.1, services: [demo, bare, node_exporter]}
  b: {address: 10.0.0.2, arch: arm64, services: {demo: , nginx: , node_exporter: {binary: /opt/node_exporter}}}
  c: {address: 10.0.0.3, services: {demo: {version: 1.1.0}, node_exporter: {runtime: compose}}}
  d: {address: 10.0.0.4, services: [demo]}
`

const demoBlueprint = `about: Demo does little.
versions: {default: 1.2.0, oldest: 1.0.0}
listeners: {web: {port: 9500, security: local, bind: loopback}}
systemd:
  release:
    archive: https://releases.example.org/demo/v{{ .Version }}/demo-{{ .Version }}.linux-{{ .Arch }}.tar.gz
    program: demo-{{ .Version }}/demo
    checksums: sha256sums.txt
`

const bareBlueprint = `about: Bare is a program without an archive.
versions: {default: 0.3.0, oldest: 0.1.0}
listeners: {web: {port: 9501, security: local, bind: loopback}}
systemd:
  release:
    archive: https://bare.example.org:8443/bare-{{ .Version }}-{{ .Arch }}
`

// planOf is what a site.yaml means; bare takes the place of its blueprint.
func planOf(t *testing.T, text, bare string) *plan.Plan {
	t.Helper()
	fsys := fstest.MapFS{
		"site.yaml":               {Data: []byte(text)},
		"own/demo/blueprint.yaml": {Data: []byte(demoBlueprint)},
		"own/bare/blueprint.yaml": {Data: []byte(bare)},
	}
	var r report.Report
	site := topology.Load(fsys, "site.yaml", &r)
	set := blueprint.NewSet(&r, blueprint.BuiltIn(&r), blueprint.Load(fsys, "own", "own", report.Pos{}, &r))
	p := plan.New(site, set, &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return p
}

// instance finds an instance by node and name.
func instance(t *testing.T, p *plan.Plan, node, name string) *plan.Instance {
	t.Helper()
	for _, i := range p.Instances() {
		if i.Node.Name == node && i.Name == name {
			return i
		}
	}
	t.Fatalf("there is no %s on %s", name, node)
	return nil
}

// programFor is a program of a processor, as far as its first bytes tell.
func programFor(machine elf.Machine, text string) []byte {
	head := make([]byte, 64)
	copy(head, elf.ELFMAG)
	head[elf.EI_CLASS], head[elf.EI_DATA] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB)
	binary.LittleEndian.PutUint16(head[18:], uint16(machine))
	return append(head, text...)
}

// member is a file in an archive.
type member struct {
	name    string
	content []byte
	link    string // a symbolic link instead
}

func archiveOf(t *testing.T, members ...member) []byte {
	t.Helper()
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	files := tar.NewWriter(packed)
	for _, m := range members {
		header := &tar.Header{Name: m.name, Mode: 0o755, Size: int64(len(m.content)), Typeflag: tar.TypeReg}
		if m.link != "" {
			header.Typeflag, header.Linkname = tar.TypeSymlink, m.link
		}
		_, err := error(nil), files.WriteHeader(header)
		if err == nil {
			_, err = files.Write(m.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(files.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// upstream is what authors publish, by place, and a server of it that counts.
type upstream struct {
	mutex sync.Mutex
	files map[string][]byte
	asked []string
	*httptest.Server
}

const (
	demoAMD = "releases.example.org/demo/v1.2.0/demo-1.2.0.linux-amd64.tar.gz"
	demoARM = "releases.example.org/demo/v1.2.0/demo-1.2.0.linux-arm64.tar.gz"
	demoOld = "releases.example.org/demo/v1.1.0/demo-1.1.0.linux-amd64.tar.gz"
	sumsNew = "releases.example.org/demo/v1.2.0/sha256sums.txt"
	sumsOld = "releases.example.org/demo/v1.1.0/sha256sums.txt"
	bareAMD = "bare.example.org:8443/bare-0.3.0-amd64"
)

// publish makes the releases of demo and bare, and serves them.
func publish(t *testing.T) *upstream {
	t.Helper()
	u := &upstream{files: map[string][]byte{}}
	readme := member{name: "demo-1.2.0/README", content: []byte("read me")}
	u.files[demoAMD] = archiveOf(t, readme, member{name: "demo-1.2.0/demo", content: programFor(elf.EM_X86_64, "demo 1.2.0")})
	u.files[demoARM] = archiveOf(t, readme, member{name: "demo-1.2.0/demo", content: programFor(elf.EM_AARCH64, "demo 1.2.0")})
	u.files[demoOld] = archiveOf(t, member{name: "./demo-1.1.0/demo", content: programFor(elf.EM_X86_64, "demo 1.1.0")})
	u.files[bareAMD] = programFor(elf.EM_X86_64, "bare 0.3.0")
	u.list(sumsNew, demoAMD, demoARM)
	u.list(sumsOld, demoOld)
	u.Server = httptest.NewTLSServer(http.HandlerFunc(u.serve))
	t.Cleanup(u.Close)
	return u
}

// list writes a release's checksums.
func (u *upstream) list(sums string, places ...string) {
	var text strings.Builder
	for _, at := range places {
		fmt.Fprintf(&text, "%s  %s\n", sha256Hex(u.files[at]), filepath.Base(at))
	}
	u.files[sums] = []byte(text.String())
}

func (u *upstream) serve(w http.ResponseWriter, r *http.Request) {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	at := strings.TrimPrefix(r.URL.Path, "/")
	u.asked = append(u.asked, at)
	content, ok := u.files[at]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Length", fmt.Sprint(len(content)))
	_, _ = w.Write(content)
}

// folder lays all that is published into a folder, as a mirror has it.
func (u *upstream) folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for at, content := range u.files {
		name := filepath.Join(dir, at)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, content, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
