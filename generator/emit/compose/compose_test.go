package compose_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"gen/generator/emit/compose"
	"gen/generator/emit/emittest"
	"gen/generator/plan"
	"gen/generator/strictyaml"
	"gen/generator/tree"
)

func text(s string) strictyaml.Text { return strictyaml.Text{Value: s} }

// digest looks like a number, which YAML must not take it for.
func digest(i *plan.Instance) string { return fmt.Sprintf("%02de%d", len(i.Name), len(i.Node.Name)) }

func emitted(t *testing.T, p *plan.Plan) []tree.File {
	t.Helper()
	files, err := compose.Emit(p, digest)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const boxProject = "box/etc/gen/compose.yaml"

// load reads a project as Docker Compose does, in an environment that has X.
func load(t *testing.T, content string) *types.Project {
	t.Helper()
	details := types.ConfigDetails{
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte(content)}},
		Environment: types.Mapping{"X": "expanded"},
	}
	project, err := loader.LoadWithContext(t.Context(), details)
	if err != nil {
		t.Fatalf("%v in\n%s", err, content)
	}
	return project
}

func TestGolden(t *testing.T) {
	emittest.Golden(t, "testdata", emitted(t, emittest.Plan()))
}

func TestTheSameEveryTime(t *testing.T) {
	first := emitted(t, emittest.Plan())
	for range 20 {
		for at, f := range emitted(t, emittest.Plan()) {
			if f.Path != first[at].Path || string(f.Content) != string(first[at].Content) {
				t.Fatalf("%s differs from run to run", f.Path)
			}
		}
	}
}

func TestWhatComposeReads(t *testing.T) {
	services := load(t, emittest.Content(t, emitted(t, emittest.Plan()), boxProject)).Services
	front, cadvisor, exporter := services["cadvisor-front"], services["cadvisor"], services["node_exporter"]
	if p := front.Ports[0]; p.HostIP != "10.0.0.12" || p.Published != "8080" || p.Target != 8080 {
		t.Errorf("the front's port is %v", p)
	}
	if len(cadvisor.Ports)+len(exporter.Ports) != 0 {
		t.Error("a port is published that must not be")
	}
	if got := front.NetworksByPriority(); !slices.Equal(got, []string{"default", "inner"}) {
		t.Errorf("the front is on %v", got)
	}
	if got := cadvisor.NetworksByPriority(); !slices.Equal(got, []string{"inner"}) {
		t.Errorf("what stands behind the front is on %v", got)
	}
	if exporter.NetworkMode != "host" || exporter.Pid != "host" {
		t.Error("node_exporter does not share the host's network and processes")
	}
	if bind := exporter.Volumes[2]; bind.Bind.Propagation != "rslave" || !bind.ReadOnly || bool(bind.Bind.CreateHostPath) {
		t.Errorf("the root is mounted as %+v", bind)
	}
	if got := front.Labels["gen.config"]; got != "14e3" {
		t.Errorf("the label is %q", got)
	}
	for name, s := range services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || s.PidsLimit == 0 || s.MemLimit == 0 {
			t.Errorf("%s is not confined", name)
		}
	}
}

// nasty are texts that YAML, Compose or a careless writer could take for something else.
var nasty = []string{
	"", " ", "yes", "null", "~", "0x10", "1e3", "12:30:45", "2024-01-01", "- a", "? a", "a: b", "a #b", "#", "&a", "*a", "!a",
	"%", "@", "`", "|", ">", "]", "{}", "'", `"`, `\`, `\n`, "$X", "${X}", "$$X", "$$", "${", "a\nb", "a\n", "\n a", "\t", "é\u2028",
	"10.0.0.12", "10.0.0.120", "x10.0.0.12:9100]", `"10.0.0.12"`, `\10.0.0.12`, "address", "digest of node_exporter",
	strings.Repeat("long 10.0.0.12 ", 40),
}

func TestTextsStandForThemselves(t *testing.T) {
	p := emittest.Plan()
	i := p.Nodes[0].Instances[2]
	i.Args, i.Health = nasty, nasty
	for at, value := range nasty {
		i.Environment = append(i.Environment, plan.Label{Name: fmt.Sprintf("V%d", at), Value: value})
	}
	s := load(t, emittest.Content(t, emitted(t, p), boxProject)).Services["node_exporter"]
	if !slices.Equal(s.Command, nasty) {
		t.Errorf("arguments: got %q", s.Command)
	}
	if !slices.Equal(s.HealthCheck.Test[1:], nasty) || s.HealthCheck.Test[0] != "CMD" {
		t.Errorf("health check: got %q", s.HealthCheck.Test)
	}
	for at, value := range nasty {
		if got := *s.Environment[fmt.Sprintf("V%d", at)]; got != value {
			t.Errorf("environment: got %q, want %q", got, value)
		}
	}
}

// TestShapesAreExact compares what is written by shape, many nodes at once,
// with what is marshalled for each node alone.
func TestShapesAreExact(t *testing.T) {
	all := &plan.Plan{Site: "lab"}
	for at, address := range []string{"10.0.0.12", "10.0.0.1", "1.1.1.1", "fd00::", "::1", "2001:10:20:30:40:50:51:52", "10.0.0.12"} {
		n := emittest.Plan().Nodes[0]
		n.Name, n.Address = fmt.Sprintf("n%d", at), netip.MustParseAddr(address)
		n.Instances[2].Args = []string{"--listen=[" + address + "]:9100", address, "10.0.0.12", "a"}
		if at == 6 {
			n.Instances[2].Args[3] = "b"
		}
		for _, i := range n.Instances {
			i.Blueprint = emittest.Plan().Nodes[0].Instances[0].Blueprint
		}
		all.Nodes = append(all.Nodes, n)
	}
	together := emitted(t, all)
	for _, n := range all.Nodes {
		path := n.Name + "/etc/gen/compose.yaml"
		alone := emitted(t, &plan.Plan{Site: "lab", Nodes: []*plan.Node{n}})
		content := emittest.Content(t, together, path)
		if content != emittest.Content(t, alone, path) {
			t.Errorf("%s: the shape's text is another than the node's own", n.Name)
		}
		services := load(t, content).Services
		if got := []string(services["node_exporter"].Command); !slices.Equal(got, n.Instances[2].Args) {
			t.Errorf("%s: got %q", n.Name, got)
		}
		if got := services["cadvisor-front"].Ports[0].HostIP; got != n.Address.String() {
			t.Errorf("%s: published on %q", n.Name, got)
		}
	}
}

func TestEdges(t *testing.T) {
	for name, c := range map[string]struct {
		change func(cadvisor *plan.Instance)
		want   string
	}{
		"writable root": {func(i *plan.Instance) { i.Blueprint.Compose.Writable = text("it \nname: evil") },
			"again.\n# cadvisor has a writable root file system: it name: evil\nname: lab\n"},
		"capabilities": {func(i *plan.Instance) { i.Blueprint.Compose.Capabilities = []strictyaml.Text{text("NET_RAW")} },
			"    cap_add:\n      - NET_RAW\n    cap_drop:\n      - ALL\n"},
		"a /tmp of its own": {func(i *plan.Instance) {
			i.Blueprint.Compose.Tmpfs = []strictyaml.Text{text("/tmp:size=1m"), text("/a$X")}
		}, "    tmpfs:\n      - /tmp:size=1m\n      - /a$$X\n    user"},
		"groups": {func(i *plan.Instance) { i.Blueprint.Compose.Groups = []strictyaml.Text{text("999")} },
			"    group_add:\n      - \"999\"\n"},
		"devices": {func(i *plan.Instance) {
			i.Blueprint.Compose.Devices = []strictyaml.Text{text("/dev/kmsg:/dev/kmsg:r"), text("/dev/fuse:/dev/fuse")}
		}, "    devices:\n      - source: /dev/kmsg\n        target: /dev/kmsg\n        permissions: r\n      - source: /dev/fuse\n        target: /dev/fuse\n        permissions: rwm\n"},
		"volume": {func(i *plan.Instance) {
			i.Blueprint.Compose.Volumes = strictyaml.Map[strictyaml.Text]{{Key: text("data"), Value: text("/data")}}
		}, "      - type: volume\n        source: cadvisor_data\n        target: /data\n"},
		"volumes of the project": {func(i *plan.Instance) {
			i.Blueprint.Compose.Volumes = strictyaml.Map[strictyaml.Text]{{Key: text("d"), Value: text("/data")}}
		}, "\nvolumes:\n  cadvisor_d: {}\n"},
		"tcp and udp": {func(i *plan.Instance) { i.Listeners[0].Published, i.Listeners[0].Protocol = true, "tcp+udp" },
			"        published: \"8080\"\n        protocol: tcp\n      - host_ip: \"10.0.0.12\"\n        target: 8080\n        published: \"8080\"\n        protocol: udp\n"},
		"IPv6": {func(i *plan.Instance) { i.Node.Address = netip.MustParseAddr("fd00::") },
			"        - subnet: fd67:656e:6765:6e00::/64\n    enable_ipv6: true\n"},
		"published on IPv6": {func(i *plan.Instance) { i.Node.Address = netip.MustParseAddr("fd00::") },
			"      - host_ip: \"fd00::\"\n"},
		"nobody on the node": {func(i *plan.Instance) { i.In = nil }, "    networks:\n      default: null\n"},
		"dials another node from behind a front": {func(i *plan.Instance) {
			emittest.Link(i, emittest.NodeExporter(&plan.Node{Name: "far", Address: netip.MustParseAddr("10.0.0.9")}), "query", "10.0.0.9")
		}, "    networks:\n      default: null\n      inner: null\n    pids"},
		"dials its own node's unit from behind a front": {func(i *plan.Instance) {
			emittest.Link(i, emittest.NodeExporter(i.Node), "query", "10.0.0.12")
		}, "    networks:\n      default: null\n      inner: null\n    pids"},
		"a front of a unit": {func(i *plan.Instance) { i.Runtime = plan.Systemd },
			"        bind:\n          create_host_path: false\n    ports:\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := emittest.Plan()
			c.change(p.Nodes[0].Instances[0])
			got := emittest.Content(t, emitted(t, p), boxProject)
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
			load(t, got)
		})
	}
}

func TestRefused(t *testing.T) {
	set := func(field *[]strictyaml.Text, word string) { *field = append(*field, text(word)) }
	for want, change := range map[string]func(i *plan.Instance){
		`containers of box: cadvisor: "a\x00" has a control character`: func(i *plan.Instance) { i.Args = []string{"a\x00"} },
		`"\x01address\x01" has a control character`:                    func(i *plan.Instance) { i.Health = []string{"\x01address\x01"} },
		`"\\x01address\\x01" has the letters \x01`:                     func(i *plan.Instance) { i.Args = []string{`\x01address\x01`} },
		`"i\a" has a control character`:                                func(i *plan.Instance) { i.Image = "i\a" },
		`"A=B" cannot be the name of an environment variable`:          func(i *plan.Instance) { i.Environment = []plan.Label{{Name: "A=B"}} },
		`"\x7f" has a control character`:                               func(i *plan.Instance) { i.Environment = []plan.Label{{Name: "B", Value: "\x7f"}} },
		`metrics: "icmp" is no protocol that has ports`:                func(i *plan.Instance) { i.Listeners[0].Protocol, i.Listeners[0].Published = "icmp", true },
		`"lots" is not a size of memory such as 256m`:                  func(i *plan.Instance) { i.Blueprint.Compose.Memory = text("lots") },
		`"-1" is not a size of memory such as 256m`:                    func(i *plan.Instance) { i.Blueprint.Compose.Memory = text("-1") },
		`the bind "/a" is not SOURCE:TARGET`:                           func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "/a") },
		`the bind "/a:/b:ro:x" is not SOURCE:TARGET`:                   func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "/a:/b:ro:x") },
		`the path "./a" cannot be used`:                                func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "./a:/b") },
		`the path "/$X" cannot be used`:                                func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "/a:/$X") },
		`the bind "/a:/b:z" has the option "z"`:                        func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "/a:/b:z") },
		`the bind "/a:/b:slave,rslave" has the option "rslave"`:        func(i *plan.Instance) { set(&i.Blueprint.Compose.Binds, "/a:/b:slave,rslave") },
		`the device "/dev/a" is not SOURCE:TARGET`:                     func(i *plan.Instance) { set(&i.Blueprint.Compose.Devices, "/dev/a") },
		`the device "/dev/a:/a:r:w" is not SOURCE:TARGET`:              func(i *plan.Instance) { set(&i.Blueprint.Compose.Devices, "/dev/a:/a:r:w") },
		`the path "/$X" cannot be used: it`:                            func(i *plan.Instance) { set(&i.Blueprint.Compose.Devices, "/dev/a:/$X") },
		`the device "/dev/a:/a:x" has the permissions "x"`:             func(i *plan.Instance) { set(&i.Blueprint.Compose.Devices, "/dev/a:/a:x") },
		`the device "/dev/a:/a:" has the permissions ""`:               func(i *plan.Instance) { set(&i.Blueprint.Compose.Devices, "/dev/a:/a:") },
		`cadvisor: "\a" has a control character`:                       func(i *plan.Instance) { set(&i.Blueprint.Compose.Tmpfs, "\a") },
		`"/\\x01address\\x01" has the letters`:                         func(i *plan.Instance) { set(&i.Blueprint.Compose.Tmpfs, `/\x01address\x01`) },
		`"a b" cannot be a volume`: func(i *plan.Instance) {
			i.Blueprint.Compose.Volumes = strictyaml.Map[strictyaml.Text]{{Key: text("a b"), Value: text("/data")}}
		},
		`the path "data" cannot be used: it does not begin with "/"`: func(i *plan.Instance) {
			i.Blueprint.Compose.Volumes = strictyaml.Map[strictyaml.Text]{{Key: text("d"), Value: text("data")}}
		},
	} {
		t.Run(want, func(t *testing.T) {
			p := emittest.Plan()
			change(p.Nodes[0].Instances[0])
			_, err := compose.Emit(p, digest)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWithoutDigestThereIsNoLabel(t *testing.T) {
	files, err := compose.Emit(emittest.Plan(), func(*plan.Instance) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	if content := emittest.Content(t, files, boxProject); strings.Contains(content, "label") {
		t.Errorf("got\n%s", content)
	}
}

func TestNothingWithoutContainers(t *testing.T) {
	p := emittest.Plan()
	p.Nodes = p.Nodes[1:]
	if files := emitted(t, p); len(files) != 0 {
		t.Errorf("got %d files", len(files))
	}
}

// BenchmarkEmit writes 10000 nodes of one shape.
func BenchmarkEmit(b *testing.B) {
	p := &plan.Plan{Site: "lab"}
	model := emittest.Plan().Nodes[0]
	for at := range 10000 {
		n := emittest.Plan().Nodes[0]
		n.Name, n.Address = fmt.Sprintf("n%d", at), netip.AddrFrom4([4]byte{10, 1, byte(at >> 8), byte(at)})
		for k, i := range n.Instances {
			i.Blueprint = model.Instances[k].Blueprint
		}
		n.Instances[2].Args[1] = "--web.listen-address=" + n.Address.String() + ":9100"
		p.Nodes = append(p.Nodes, n)
	}
	for b.Loop() {
		if _, err := compose.Emit(p, digest); err != nil {
			b.Fatal(err)
		}
	}
}
