// Package emittest has a small plan, made from Go literals, that the tests of
// the emitters write: every call makes a new one, for the test to change.
package emittest

import (
	"net/netip"

	"gen/generator/blueprint"
	"gen/generator/plan"
	"gen/generator/strictyaml"
)

// Plan is a site of three nodes. "mon" (systemd) has prometheus and
// node_exporter, "web" (systemd) has the distribution's nginx and
// node_exporter, "box" (compose) has cadvisor, its front and node_exporter.
// Prometheus scrapes the exporters and the front.
func Plan() *plan.Plan {
	mon, web, box := node("mon", "10.0.0.10", "fd00::10"), node("web", "10.0.0.11"), node("box", "10.0.0.12")
	prometheus := prometheus(mon)
	nginx(web)
	cadvisor := cadvisor(box)
	front := front(cadvisor)
	Link(prometheus, front, "scrape", "10.0.0.12")
	Link(front, cadvisor, "upstream", "cadvisor")
	for _, n := range []*plan.Node{box, mon, web} {
		Link(prometheus, NodeExporter(n), "scrape", n.Address.String())
	}
	return &plan.Plan{
		Site: "lab", Domain: "lab.internal", Firewall: true,
		Admins: []netip.Prefix{netip.MustParsePrefix("192.168.7.0/24")},
		Nodes:  []*plan.Node{box, mon, web},
	}
}

func node(name string, addresses ...string) *plan.Node {
	n := &plan.Node{Name: name, Names: []string{name + ".lab.internal"}, OS: "debian"}
	for _, a := range addresses {
		n.Addresses = append(n.Addresses, netip.MustParseAddr(a))
	}
	n.Address = n.Addresses[0]
	return n
}

func prometheus(n *plan.Node) *plan.Instance {
	i := systemd(n, "prometheus", &blueprint.Systemd{
		Reload: text("HUP"), State: strictyaml.Bool{Value: true},
	})
	i.Args = []string{"--config.file=/etc/prometheus/prometheus.yml", "--web.listen-address=10.0.0.10:9090"}
	i.Files = []plan.File{{Path: "/etc/prometheus/prometheus.yml", Mode: 0o644, Owner: "root:root"}}
	i.Secrets = []plan.Secret{{Name: "grafana", Path: "/etc/prometheus/secrets/grafana"}}
	listen(i, blueprint.WebConfig, 9090).People = true
	return i
}

func nginx(n *plan.Node) {
	i := systemd(n, "nginx", &blueprint.Systemd{Packaged: strictyaml.Bool{Value: true}})
	i.Files = []plan.File{
		{Path: "/etc/nginx/conf.d/status.conf", Mode: 0o644, Owner: "root:root"},
		{Path: "/etc/nginx/auth.conf", Mode: 0o640, Owner: "root:www-data"},
	}
	listen(i, blueprint.Native, 9444).Published = false
}

// NodeExporter adds a node_exporter that listens on the node's address, under
// systemd, or on "box" in a container that shares the host's network.
func NodeExporter(n *plan.Node) *plan.Instance {
	i := systemd(n, "node_exporter", &blueprint.Systemd{
		Hardening: strictyaml.Map[blueprint.Exception]{
			{Key: text("ProtectProc"), Value: blueprint.Exception{Why: text("it reads /proc/1/mounts")}},
			{Key: text("RestrictAddressFamilies"), Value: blueprint.Exception{
				Value: text("AF_INET AF_INET6 AF_UNIX AF_NETLINK"), Why: text("the netdev collector asks the kernel by netlink"),
			}},
		},
	})
	i.Textfile = "/var/lib/gen-metrics"
	i.Args = []string{"--web.config.file=/etc/node_exporter/web.yml", "--web.listen-address=" + n.Address.String() + ":9100"}
	i.Files = []plan.File{{Path: "/etc/node_exporter/web.yml", Mode: 0o644, Owner: "root:root"}}
	listen(i, blueprint.WebConfig, 9100)
	if n.Name == "box" {
		contain(i, "prom/node-exporter:v1.8.2", "65534", &blueprint.Compose{
			PID: text("host"), Binds: []strictyaml.Text{text("/:/host:ro,rslave")},
		})
		i.HostNetwork = true
	}
	return i
}

func cadvisor(n *plan.Node) *plan.Instance {
	i := systemd(n, "cadvisor", &blueprint.Systemd{})
	i.Health = []string{"wget", "--spider", "http://localhost:8080/healthz"}
	listen(i, blueprint.Local, 8080).Published = false
	contain(i, "gcr.io/cadvisor/cadvisor:v0.49.1", "0", &blueprint.Compose{
		Binds: []strictyaml.Text{text("/var/run:/var/run:ro"), text("/sys:/sys:ro")}, Memory: text("256m"),
	})
	return i
}

func front(behind *plan.Instance) *plan.Instance {
	i := systemd(behind.Node, behind.Name+"-front", &blueprint.Systemd{})
	i.Behind = behind.Listeners[0]
	i.Files = []plan.File{{Path: i.ConfigDir() + "/nginx.conf", Mode: 0o644, Owner: "root:root"}}
	listen(i, blueprint.Native, 8080)
	contain(i, "nginx:1.26", "101", &blueprint.Compose{Tmpfs: []strictyaml.Text{text("/var/cache/nginx")}})
	return i
}

// systemd adds an instance to a node.
func systemd(n *plan.Node, name string, s *blueprint.Systemd) *plan.Instance {
	i := &plan.Instance{
		Node: n, Name: name, Runtime: plan.Systemd, Unit: name + ".service", HostNetwork: true,
		Binary: "/usr/local/bin/" + name, User: name, Group: name,
		Blueprint: &blueprint.Blueprint{Name: name, About: text("The " + name + " of the tests"), Systemd: s},
	}
	n.Instances = append(n.Instances, i)
	return i
}

// contain turns an instance into a container with a network of its own.
func contain(i *plan.Instance, image, id string, c *blueprint.Compose) {
	i.Runtime, i.Unit, i.HostNetwork = plan.Compose, i.Name, false
	i.Image, i.User, i.Group, i.Binary = image, id, id, ""
	i.Blueprint.Compose, i.Blueprint.Systemd = c, nil
}

// listen adds a published listener, with a certificate if it takes one.
func listen(i *plan.Instance, security string, port int) *plan.Listener {
	l := &plan.Listener{
		Instance: i, Name: "metrics", Host: i.Node.Address.String(), Port: port,
		Security: security, Protocol: "http", Path: "/", Published: true,
	}
	i.Listeners = append(i.Listeners, l)
	if security != blueprint.Local {
		i.Server = &plan.Certificate{Node: i.Node, Instance: i, Kind: plan.ServerCert}
	}
	return l
}

// Link lets from dial the first listener of to at host.
func Link(from, to *plan.Instance, purpose, host string) *plan.Link {
	l := &plan.Link{Name: purpose, Purpose: purpose, From: from, To: to.Listeners[0], Host: host, Port: to.Listeners[0].Port}
	from.Out, to.In = append(from.Out, l), append(to.In, l)
	return l
}

func text(s string) strictyaml.Text { return strictyaml.Text{Value: s} }
