package systemd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gen/generator/emit/emittest"
	"gen/templates"
)

// needsReboot runs the script on a disk with these files, under a running kernel.
func needsReboot(t *testing.T, kernel string, files ...string) (said string, err error) {
	t.Helper()
	script, err := templates.FS.ReadFile("reboot/reboot-required.sh")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for name, text := range map[string]string{"script": string(script), "bin/uname": "#!/bin/sh\necho " + kernel + "\n", "metrics/.gen-reboot.prom.new": "a rest"} {
		write(t, filepath.Join(root, name), text)
	}
	for _, name := range files {
		write(t, filepath.Join(root, name), "")
	}
	command := exec.Command("sh", root+"/script", root+"/metrics")
	command.Env = []string{"GEN_ROOT=" + root, "PATH=" + root + "/bin:" + os.Getenv("PATH")}
	if out, err := command.CombinedOutput(); err != nil || len(out) > 0 {
		return string(out), err
	}
	told, err := os.ReadFile(root + "/metrics/gen-reboot.prom")
	return string(told), err
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestRebootRequired(t *testing.T) {
	const head = "# HELP gen_node_reboot_required Whether the node waits for a reboot.\n# TYPE gen_node_reboot_required gauge\ngen_node_reboot_required "
	for name, tt := range map[string]struct {
		running, files, want string
	}{
		"nothing is known":             {"6.1.0-28-amd64", "", "0"},
		"a package says so":            {"6.1.0-28-amd64", "run/reboot-required", "1"},
		"the newest kernel":            {"6.1.0-28-amd64", "boot/vmlinuz-6.1.0-28-amd64 boot/vmlinuz-6.1.0-9-amd64", "0"},
		"a newer one":                  {"6.1.0-9-amd64", "boot/vmlinuz-6.1.0-28-amd64 boot/vmlinuz-6.1.0-9-amd64", "1"},
		"one of another kind":          {"6.1.0-28-amd64", "boot/vmlinuz-6.1.0-28-amd64 boot/vmlinuz-6.1.0-30-cloud-amd64", "0"},
		"a newer one for clouds":       {"6.1.0-28-cloud-amd64", "boot/vmlinuz-6.1.0-28-cloud-amd64 boot/vmlinuz-6.1.0-30-cloud-amd64", "1"},
		"of the next Debian":           {"6.1.0-28-amd64", "boot/vmlinuz-6.1.0-28-amd64 boot/vmlinuz-6.12.57+deb13-amd64", "1"},
		"of Ubuntu":                    {"6.8.0-45-generic", "boot/vmlinuz-6.8.0-45-generic boot/vmlinuz-6.8.0-100-generic", "1"},
		"of Red Hat's next minor":      {"5.14.0-427.13.1.el9_4.x86_64", "boot/vmlinuz-5.14.0-427.13.1.el9_4.x86_64 boot/vmlinuz-5.14.0-503.11.1.el9_5.x86_64", "1"},
		"Red Hat's rescue and debug":   {"5.14.0-427.13.1.el9_4.x86_64", "boot/vmlinuz-5.14.0-427.13.1.el9_4.x86_64 boot/vmlinuz-0-rescue-0123456789abcdef0123456789abcdef boot/vmlinuz-5.14.0-503.11.1.el9_5.x86_64+debug", "0"},
		"in a container":               {"6.1.0-9-amd64", "boot/vmlinuz-6.1.0-28-amd64", "0"},
		"a link of the distribution's": {"6.1.0-28-amd64", "boot/vmlinuz-6.1.0-28-amd64 boot/vmlinuz boot/vmlinuz.old", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := needsReboot(t, tt.running, strings.Fields(tt.files)...)
			if err != nil || got != head+tt.want+"\n" {
				t.Errorf("%v: %s", err, got)
			}
		})
	}
}

func TestRebootNeedsAFolderToTellIn(t *testing.T) {
	p := emittest.Plan()
	for _, n := range p.Nodes {
		for _, i := range n.Instances {
			i.Textfile = ""
		}
	}
	for _, f := range emitted(t, p) {
		if strings.Contains(string(f.Content), "gen-reboot") || strings.Contains(f.Path, "reboot") {
			t.Errorf("%s is about reboots", f.Path)
		}
	}
}
