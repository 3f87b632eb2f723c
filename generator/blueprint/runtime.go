package blueprint

import (
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// Systemd is how a service runs as a unit.
type Systemd struct {
	Unit         strictyaml.Text                 `yaml:"unit" doc:"unit name (template); default <service>.service"`
	Packaged     strictyaml.Bool                 `yaml:"packaged" doc:"the distribution brings unit and user; gen writes no unit"`
	Binary       strictyaml.Text                 `yaml:"binary" doc:"program; default /usr/local/bin/<service>"`
	Release      *Release                        `yaml:"release" doc:"where its authors publish the program; absent: it comes with a package"`
	User         strictyaml.Text                 `yaml:"user" doc:"user that runs it, of which root needs a reason under hardening; default: the service's name"`
	Args         []strictyaml.Text               `yaml:"args" doc:"further arguments (template)"`
	Environment  strictyaml.Map[strictyaml.Text] `yaml:"environment" doc:"environment (template)"`
	Reload       strictyaml.Text                 `yaml:"reload" doc:"signal that makes it reload, such as HUP; none: it must restart"`
	Check        []strictyaml.Text               `yaml:"check" doc:"command that looks at its files on a node before it takes them (template); left out where the node has no such program"`
	State        strictyaml.Bool                 `yaml:"state" doc:"it keeps data in /var/lib/<service>"`
	Runtime      strictyaml.Bool                 `yaml:"runtime" doc:"it keeps files in /run/<service>"`
	Groups       []strictyaml.Text               `yaml:"groups" doc:"further groups of the user"`
	Capabilities []strictyaml.Text               `yaml:"capabilities" doc:"capabilities that it keeps"`
	After        []strictyaml.Text               `yaml:"after" doc:"units that start first"`
	Hardening    strictyaml.Map[Exception]       `yaml:"hardening" doc:"directives that differ from gen's default hardening, with the reason"`
	Pos          report.Pos                      `yaml:"-"`
}

// Release is where the authors of a service publish its program.
type Release struct {
	Archive   Choice          `yaml:"archive,required" doc:"URL of the .tar.gz, or of the program itself, by version (template of .Version and .Arch)"`
	Program   strictyaml.Text `yaml:"program" doc:"path of the program inside the archive (template); left out: the download is the program"`
	Checksums Choice          `yaml:"checksums" doc:"name of the release's own list of SHA-256 checksums, beside the archive, by version (template); empty: it has none"`
	Pos       report.Pos      `yaml:"-"`
}

// Exception is a hardening directive that differs, and why. An empty value
// leaves the directive out.
type Exception struct {
	Value strictyaml.Text `yaml:"value,required" doc:"the directive's value"`
	Why   strictyaml.Text `yaml:"why,required" doc:"the reason, in one sentence"`
}

// Compose is how a service runs as a container.
type Compose struct {
	Image        Choice                          `yaml:"image,required" doc:"image with tag, by version (template)"`
	User         strictyaml.Text                 `yaml:"user,required" doc:"uid:gid inside the container; the gid may read the keys"`
	Args         []strictyaml.Text               `yaml:"args" doc:"further arguments (template)"`
	Environment  strictyaml.Map[strictyaml.Text] `yaml:"environment" doc:"environment (template)"`
	Network      strictyaml.Text                 `yaml:"network" doc:"bridge (default) or host"`
	PID          strictyaml.Text                 `yaml:"pid" doc:"host, or left out"`
	Volumes      strictyaml.Map[strictyaml.Text] `yaml:"volumes" doc:"named volumes: name to path in the container"`
	Binds        []strictyaml.Text               `yaml:"binds" doc:"host folders: SOURCE:TARGET[:ro][,rslave]"`
	Devices      []strictyaml.Text               `yaml:"devices" doc:"devices of the host: SOURCE:TARGET[:rwm], which read, write and make; all three by default"`
	Tmpfs        []strictyaml.Text               `yaml:"tmpfs" doc:"folders in memory"`
	Capabilities []strictyaml.Text               `yaml:"capabilities" doc:"capabilities that it keeps"`
	Groups       []strictyaml.Text               `yaml:"groups" doc:"further numeric groups"`
	Health       []strictyaml.Text               `yaml:"health" doc:"health check as an argument list, without a shell (template)"`
	Memory       strictyaml.Text                 `yaml:"memory" doc:"memory limit such as 256m; default 128m"`
	Reload       strictyaml.Text                 `yaml:"reload" doc:"signal that makes it reload, such as HUP; none: it must restart"`
	Writable     strictyaml.Text                 `yaml:"writable" doc:"the reason why its root file system must be writable"`
	Pos          report.Pos                      `yaml:"-"`
}
