package bundle_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gen/generator/bundle"
	"gen/generator/pki"
	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/strictyaml"
	"gen/generator/tree"
)

// full is a node with everything that a bundle can hold.
func full(t *testing.T) bundle.Input {
	t.Helper()
	s := reading.with(
		"/etc/tmpfiles.d/gen.conf", "d /etc/a/secrets 0750 root a -\nZ /etc/a ~0750 root a -\nZ /etc/ssl/a ~0750 root a -\n",
		"/etc/ssl/a/server.cnf", "[req]\n", "/etc/gen/firewall.nft", "table\n", "/etc/gen/compose.yaml", "services: {}\n",
		"/etc/systemd/system/gen-firewall.service", "[Service]\nExecStart=-/usr/sbin/nft -f x\n",
		"/etc/systemd/system-preset/50-gen-firewall.preset", "# one\nenable gen-firewall.service\n",
		"/etc/systemd/system-preset/50-gen.preset", "enable a.service\nenable b.service\nenable nginx.service\n",
	)
	in := secretive(t, s, vault{"webhook": "https://x.example/"})
	n := in.Plan.Nodes[0]
	a, b := n.Instances[0], n.Instances[1]
	b.Listeners = append(b.Listeners,
		&plan.Listener{Instance: b, Host: "127.0.0.1", Port: 9200, Protocol: "tcp+udp"},
		&plan.Listener{Instance: b, Host: "no-address", Port: 9300})
	packaged := s.instance(n, "nginx")
	packaged.Blueprint.Systemd.Packaged = strictyaml.Bool{Value: true}
	packaged.Listeners = nil
	n.Instances = append(n.Instances, packaged)
	life := func(from, until int) (time.Time, time.Time) {
		return time.Unix(int64(from), 0), time.Unix(int64(until), 0)
	}
	one, two := pki.Installed{Instance: a, Path: "/etc/ssl/a/server.crt", Content: []byte("PEM\n"), OnChange: "restart"}, pki.Installed{Instance: a, Path: "/etc/ssl/a/client.crt"}
	one.From, one.Until = life(100, 2000000000)
	two.From, two.Until = life(200, 1900000000)
	in.Certificates = certificates{one, two, {Instance: a, Path: "/etc/ssl/a/server.key", Content: []byte("KEY\n"), OnChange: "restart"}}
	in.Programs = programs{"a": "#!/bin/sh\n"}
	return in
}

type certificates []pki.Installed

func (c certificates) Of(string) ([]pki.Installed, error) { return c, nil }

type programs map[string]string

func (p programs) Program(i *plan.Instance) (*bundle.Program, error) {
	text, ok := p[i.Name]
	if !ok {
		return nil, nil
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	return &bundle.Program{Size: int64(len(text)), SHA256: strings.Repeat("0", 64), Open: open}, nil
}

// digested is an input whose programs have their digests.
func digested(in bundle.Input) bundle.Input {
	in.Programs = verified{in.Programs.(programs)}
	return in
}

type verified struct{ programs }

func (v verified) Program(i *plan.Instance) (*bundle.Program, error) {
	p, err := v.programs.Program(i)
	if p != nil {
		p.SHA256 = fmt.Sprintf("%x", sha256.Sum256([]byte(v.programs[i.Name])))
	}
	return p, err
}

func TestManifest(t *testing.T) {
	manifest := contents(t, pack(t, full(t)))["var/lib/gen/next/manifest"]
	var got strings.Builder
	for line := range strings.Lines(manifest) {
		columns := strings.Split(line, "\t")
		if columns[0] == "file" {
			columns[4] = "…" // the digest, which the script compares
		}
		got.WriteString(strings.Join(columns, " "))
	}
	want := `gen-manifest 1
site lab n
address 192.0.2.1
valid 200 1900000000
port tcp 192.0.2.1 9097 a.service
port tcp 192.0.2.1 9098 b.service
port tcp 127.0.0.1 9200 b.service
port udp 127.0.0.1 9200 b.service
unit gen-firewall.service own /usr/sbin/nft gen-firewall.service
unit nginx.service packaged - nginx 0.0.0
unit a.service own /usr/local/bin/a a 0.0.0
unit b.service own /usr/local/bin/b b 0.0.0
check a.service checker /etc/a/a.yml
check b.service no-such-checker
check gen-firewall.service nft --check --file /etc/gen/firewall.nft
check gen-compose.service docker compose --file /etc/gen/compose.yaml config --quiet
file /etc/a/a.yml 0640 root:a … a.service reload /etc/a/secrets/webhook -
file /etc/a/live.yml 0640 root:a … a.service - - -
file /etc/a/secrets/webhook 0640 root:a … a.service reload - -
file /etc/b/b.yml 0644 root:root … b.service reload - -
file /etc/gen/compose.yaml 0644 root:root … - - - -
file /etc/gen/firewall.nft 0644 root:root … gen-firewall.service reload - -
file /etc/ssl/a/client.crt 0640 root:a … a.service - - -
file /etc/ssl/a/server.crt 0640 root:a … a.service restart - -
file /etc/ssl/a/server.key 0640 root:a … a.service restart - -
file /etc/systemd/system-preset/50-gen-firewall.preset 0644 root:root … - - - -
file /etc/systemd/system-preset/50-gen.preset 0644 root:root … - - - -
file /etc/systemd/system/a.service 0644 root:root … a.service restart - -
file /etc/systemd/system/b.service 0644 root:root … b.service restart - -
file /etc/systemd/system/gen-firewall.service 0644 root:root … gen-firewall.service restart - -
file /etc/sysusers.d/gen.conf 0644 root:root … - - - -
file /etc/tmpfiles.d/gen.conf 0644 root:root … - - - -
file /usr/local/bin/a 0755 root:root … a.service restart - replace
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A tar says nothing of who packed it and when, and is private until it is in place.
func TestTar(t *testing.T) {
	packed := pack(t, full(t))
	if !bytes.Equal(packed, pack(t, full(t))) {
		t.Error("the same input has other bytes")
	}
	var names []string
	for reader := tar.NewReader(bytes.NewReader(packed)); ; {
		h, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
		if h.Format != tar.FormatUSTAR || h.Uid != 0 || h.Gid != 0 || h.Uname != "root" || h.Gname != "root" || h.ModTime.Year() != 2000 {
			t.Errorf("%s: %+v", h.Name, h)
		}
		if private := strings.HasPrefix(h.Name, "var/"); private && h.Mode&0o077 != 0 || h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeDir {
			t.Errorf("%s has mode %o and type %c", h.Name, h.Mode, h.Typeflag)
		}
	}
	if first, last := names[4], names[len(names)-1]; first != "var/lib/gen/next/manifest" || last != "var/lib/gen/next/complete" {
		t.Errorf("begins with %s and ends with %s", first, last)
	}
	if folders := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasSuffix(name, "/") }); len(slices.Compact(slices.Sorted(slices.Values(folders)))) != len(folders) {
		t.Errorf("a folder is there twice: %s", folders)
	}
}

// A path that does not fit into the oldest form of tar is still whole.
func TestLongPath(t *testing.T) {
	long := "/etc/a/" + strings.Repeat("long/", 60) + strings.Repeat("x", 120) + ".yml"
	n := newNode(t)
	n.must(plain.with(long, "here\n").packed(t))
	if got := n.read(long); got != "here\n" {
		t.Errorf("is %q", got)
	}
}

// Nothing is written where something is missing.
func TestRefused(t *testing.T) {
	tests := map[string]struct {
		node   string
		change func(in *bundle.Input)
		want   string
	}{
		"an unknown node":           {"m", func(*bundle.Input) {}, `the site has no node "m"`},
		"certificates that are due": {"n", func(in *bundle.Input) { in.Certificates = due{} }, "certificates are due"},
		"a secret that is missing":  {"n", func(in *bundle.Input) { in.Secrets = vault{} }, "there is no secret webhook"},
		"a program that is missing": {"n", func(in *bundle.Input) { in.Programs = due{} }, "there is no program"},
		"two files at one place": {"n", func(in *bundle.Input) {
			in.Plan.Nodes[0].Instances[1].Binary = "/etc/a/a.yml"
			in.Programs = programs{"b": "b"}
		}, "two different files are to be at /etc/a/a.yml"},
		"a place of the script's":       {"n", func(in *bundle.Input) { in.Plan.Nodes[0].Instances[0].Binary = "/var/lib/gen/a" }, `a bundle cannot bring the file "/var/lib/gen/a"`},
		"a name with a line's end":      {"n", func(in *bundle.Input) { in.Plan.Nodes[0].Instances[0].Binary = "/usr/a\nb" }, `a bundle cannot bring the file "/usr/a\nb"`},
		"a program that is cut off":     {"n", func(in *bundle.Input) { in.Programs = cut{} }, "unexpected EOF"},
		"a program that is no more":     {"n", func(in *bundle.Input) { in.Programs = cut{gone: true} }, "gone"},
		"a program that cannot be read": {"n", func(in *bundle.Input) { in.Programs = cut{broken: true} }, "timeout"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in := full(t)
			tt.change(&in)
			var out bytes.Buffer
			err := bundle.Write(&out, tt.node, in)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v", err)
			}
			if _, known := errors.AsType[*bundle.Error](err); known && out.Len() > 0 {
				t.Errorf("wrote %d bytes", out.Len())
			}
			if bytes.Contains(out.Bytes(), []byte("var/lib/gen/next/complete")) {
				t.Error("it looks complete")
			}
		})
	}
}

// A writer that fails is told.
func TestCannotWrite(t *testing.T) {
	for _, n := range []int64{0, 600, 30000} {
		if err := bundle.Write(limited{&n}, "n", full(t)); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

type limited struct{ left *int64 }

func (l limited) Write(p []byte) (int, error) {
	if *l.left -= int64(len(p)); *l.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// due has nothing.
type due struct{}

func (due) Of(string) ([]pki.Installed, error) {
	return nil, private.Failed("", "certificates are due")
}

func (due) Program(*plan.Instance) (*bundle.Program, error) {
	return nil, private.Failed("", "there is no program")
}

// cut has programs that are not what they are said to be.
type cut struct{ gone, broken bool }

func (c cut) Program(i *plan.Instance) (*bundle.Program, error) {
	p := &bundle.Program{Size: 100, SHA256: strings.Repeat("0", 64)}
	p.Open = func() (io.ReadCloser, error) {
		switch {
		case c.gone:
			return nil, errors.New("gone")
		case c.broken:
			return io.NopCloser(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("xx")))), nil
		}
		return io.NopCloser(strings.NewReader("x")), nil
	}
	i.Binary = "/usr/local/bin/" + i.Name
	return p, nil
}

// Who is reviewed is told from who is not.
func TestReviewed(t *testing.T) {
	dir := t.TempDir()
	in := full(t)
	if err := bundle.Reviewed(dir, in.Tree); err == nil || !strings.HasSuffix(err.Error(), " is not what the site is now") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := tree.Write(dir, in.Tree, tree.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := bundle.Reviewed(dir, in.Tree); err != nil {
		t.Errorf("what was built: %v", err)
	}
	other := plain.with("/etc/a/a.yml", "a: 2\n").input(t)
	if err := bundle.Reviewed(dir, other.Tree); err == nil {
		t.Error("another site is taken for reviewed")
	}
}

// Addresses of a node on which nothing listens do not matter.
func TestSilentNode(t *testing.T) {
	in := plain.input(t)
	n := in.Plan.Nodes[0]
	n.Address = netip.MustParseAddr("198.51.100.1")
	for _, i := range n.Instances {
		i.Listeners = nil
	}
	if manifest := contents(t, pack(t, in))["var/lib/gen/next/manifest"]; strings.Contains(manifest, "\naddress") || strings.Contains(manifest, "\nvalid") {
		t.Errorf("got %s", manifest)
	}
}
