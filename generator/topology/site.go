// Package topology is what the user wrote: the types of site.yaml and their
// strict loading with positions. It knows YAML and nothing of services; what
// the words mean is decided in package plan.
package topology

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Site is a whole site: site.yaml with everything that it includes.
type Site struct {
	Version strictyaml.Int    `yaml:"version,required" doc:"format of this file; 1 is the only one so far"`
	Name    strictyaml.Text   `yaml:"site,required" doc:"name of the site, a DNS label; part of certificate and unit names"`
	Domain  strictyaml.Text   `yaml:"domain" doc:"DNS domain of node and identity names; default <site>.internal"`
	Include []strictyaml.Text `yaml:"include,scalar" doc:"more files of this site: paths or globs inside the folder of site.yaml"`
	Secrets SecretSource      `yaml:"secrets" doc:"where gen secrets, gen bundle and gen deploy find the values of secrets, beside their folder"`
	Fragment
	// Recorded is what gen secrets record has noted.
	Recorded Recorded `yaml:"-"`
	// RuleFiles and TestFiles are what Rules and RuleTests name, sorted by Name.
	RuleFiles []File `yaml:"-"`
	TestFiles []File `yaml:"-"`
	// DashboardFiles are what Dashboards names, sorted by Name.
	DashboardFiles []File `yaml:"-"`
}

// Fragment is what site.yaml and an included file may both hold.
type Fragment struct {
	Blueprints []strictyaml.Text               `yaml:"blueprints,scalar" doc:"folders with blueprints of your own, inside the folder of site.yaml"`
	Versions   strictyaml.Map[strictyaml.Text] `yaml:"versions" doc:"version of each service; what is left out takes the default that gen was tested with"`
	TLS        TLS                             `yaml:"tls" doc:"algorithm and lifetimes of certificates"`
	Admins     []strictyaml.Text               `yaml:"admins,scalar" doc:"networks (CIDR) from which people reach web pages; default: any"`
	Mirror     strictyaml.Text                 `yaml:"mirror" doc:"where gen lock gets release archives instead of from their authors: an https URL, or a folder"`
	Firewall   *strictyaml.Bool                `yaml:"firewall" doc:"write nftables rules that open each port only to who needs it; default true"`
	Groups     strictyaml.Map[Group]           `yaml:"groups" doc:"services, settings and labels that nodes share"`
	Nodes      strictyaml.Map[Node]            `yaml:"nodes" doc:"the hosts of the site"`
	Scrape     strictyaml.Map[External]        `yaml:"scrape" doc:"things to scrape that gen does not install"`
	Receivers  strictyaml.Map[Receiver]        `yaml:"receivers" doc:"who can be told, and how"`
	Routes     Routes                          `yaml:"routes" doc:"who is told what"`
	Heartbeat  *Heartbeat                      `yaml:"heartbeat" doc:"what waits outside of the site for a sign that alerts still arrive; needs no rule"`
	Links      Links                           `yaml:"links" doc:"where people find what messages only name"`
	Alerts     strictyaml.Map[AlertSetting]    `yaml:"alerts" doc:"changes to single alerts, by alert name"`
	Times      strictyaml.Map[[]TimeSpan]      `yaml:"times" doc:"spans of time that routes name, such as nights or holidays"`
	Expect     []Expectation                   `yaml:"expect" doc:"who must be told what; gen build and gen check prove it"`
	Rules      []strictyaml.Text               `yaml:"rules,scalar" doc:"files of rules of your own: paths or globs inside the folder of site.yaml, such as rules/*.yml; every Prometheus reads them as they are"`
	Dashboards []strictyaml.Text               `yaml:"dashboards,scalar" doc:"dashboards of your own, as Grafana exports them: paths or globs inside the folder of site.yaml, such as dashboards/*.json; every Grafana shows them"`
	RuleTests  []strictyaml.Text               `yaml:"rule_tests,scalar" doc:"files of tests of rules, as promtool reads them: paths or globs inside the folder of site.yaml; gen check runs them"`
}

// TLS says how certificates are made.
type TLS struct {
	Algorithm strictyaml.Text     `yaml:"algorithm" doc:"ecdsa-p256 (default), rsa-2048, rsa-4096 or ed25519"`
	Leaf      strictyaml.Duration `yaml:"leaf" doc:"lifetime of a certificate; default 397d, the most that is allowed"`
	CA        strictyaml.Duration `yaml:"ca" doc:"lifetime of the certificate authorities; default 10y"`
}

// Group is a set of things that several nodes share.
type Group struct {
	Groups   []strictyaml.Text               `yaml:"groups,scalar" doc:"groups that this group takes over first"`
	Labels   strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels of every target on the node"`
	Runtime  strictyaml.Text                 `yaml:"runtime" doc:"systemd (default) or compose"`
	OS       strictyaml.Text                 `yaml:"os" doc:"debian (default; Ubuntu too) or redhat: where packages keep their files"`
	Arch     strictyaml.Text                 `yaml:"arch" doc:"processor: amd64 (default), arm64, armv7, ppc64le, riscv64 or s390x; chooses release archives"`
	SSH      SSH                             `yaml:"ssh" doc:"how to reach the node by ssh"`
	Services Services                        `yaml:"services" doc:"services of the node, as a list of names or a mapping of name to settings"`
	Pos      report.Pos                      `yaml:"-"`
}

// Node is one host.
type Node struct {
	Address   strictyaml.Text   `yaml:"address,required" doc:"IP address (v4 or v6) that services listen on and are reached at"`
	Addresses []strictyaml.Text `yaml:"addresses,scalar" doc:"further IP addresses, for certificates"`
	Names     []strictyaml.Text `yaml:"names,scalar" doc:"further DNS names, for certificates"`
	Group
}

// SSH is how an administrator reaches a node.
type SSH struct {
	User strictyaml.Text `yaml:"user" doc:"login name; default: ssh's own"`
	Port strictyaml.Int  `yaml:"port" doc:"TCP port; default 22"`
	Host strictyaml.Text `yaml:"host" doc:"address or name to dial; default: the node's address"`
	Jump strictyaml.Text `yaml:"jump" doc:"node or host to jump through"`
}

// Service is one service of a node or group as the user wrote it.
type Service struct {
	// Name is the key under "services": the name of a blueprint.
	Name      strictyaml.Text
	Port      strictyaml.Int                 `yaml:"port" doc:"port of the service's first listener"`
	Ports     strictyaml.Map[strictyaml.Int] `yaml:"ports" doc:"ports by listener name"`
	Version   strictyaml.Text                `yaml:"version" doc:"version of this service on this node"`
	Runtime   strictyaml.Text                `yaml:"runtime" doc:"systemd or compose; default: the node's"`
	Binary    strictyaml.Text                `yaml:"binary" doc:"absolute path of the program, for systemd"`
	Image     strictyaml.Text                `yaml:"image" doc:"image with tag, for compose"`
	BasicAuth *BasicAuth                     `yaml:"basic_auth" doc:"user and password that the service asks for beside the client certificate; all nodes alike"`
	// Settings are all other keys; the blueprint declares which there are.
	Settings strictyaml.Map[strictyaml.Node]
	Pos      report.Pos
}

// Services is a list of services; the user may write names only, or a mapping.
type Services []Service

// External is something that gen scrapes but does not install.
type External struct {
	Targets    []strictyaml.Text               `yaml:"targets,required,scalar" doc:"host:port of each target"`
	Path       strictyaml.Text                 `yaml:"path" doc:"path of the metrics; default /metrics"`
	Interval   strictyaml.Duration             `yaml:"interval" doc:"scrape interval; default: Prometheus' own"`
	Labels     strictyaml.Map[strictyaml.Text] `yaml:"labels" doc:"labels of every target"`
	CA         strictyaml.Text                 `yaml:"ca" doc:"who signed the targets' certificates: site (default), system, or an absolute path on the Prometheus node"`
	ServerName strictyaml.Text                 `yaml:"server_name" doc:"name that the certificate carries, if it is not the target's host"`
	BasicAuth  *BasicAuth                      `yaml:"basic_auth" doc:"user and password as a second factor"`
	Plaintext  strictyaml.Text                 `yaml:"plaintext" doc:"the reason why these targets are scraped without TLS"`
	Pos        report.Pos                      `yaml:"-"`
}

// BasicAuth is a user with a password kept elsewhere.
type BasicAuth struct {
	Username strictyaml.Text `yaml:"username,required" doc:"user name"`
	Password Secret          `yaml:"password,required" doc:"the password's secret"`
}

// Secret is the name of a secret; the value never stands in the file.
type Secret struct {
	Name strictyaml.Text `yaml:"secret,required" doc:"name of the secret"`
	Pos  report.Pos      `yaml:"-"`
}

// SecretSource is a command that tells secrets.
type SecretSource struct {
	Command []strictyaml.Text   `yaml:"command" doc:"program and arguments that print a secret; {name} stands for its name, as in [pass, show, \"site/{name}\"]"`
	Timeout strictyaml.Duration `yaml:"timeout" doc:"how long the command may take; default 1m"`
}
