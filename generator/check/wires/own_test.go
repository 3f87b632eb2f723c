package wires_test

import (
	"testing"
	"testing/fstest"

	"gen/generator"
	"gen/generator/report"
)

const about = "about: Demo does little.\nversions: {default: 1.0.0, oldest: 1.0.0}\n"

// What a service of a user's own does beside its links and listeners is its own
// affair; what it does about them is not.
func TestOwnServices(t *testing.T) {
	const (
		status   = "links:\n  status: {purpose: status, service: nginx, listener: status, scope: node}\n"
		shown    = "  - --tls-ca={{ .TLS.ServerCA }}\n  - --tls-cert={{ .TLS.ClientCert }}\n  - --tls-key={{ .TLS.ClientKey }}\n"
		listener = "listeners:\n  web: {port: 7777, about: metrics, security: server-tls, reason: none, metrics: {}}\n"
		file     = "files:\n  - {path: demo.conf, template: demo.tmpl}\n"
	)
	for _, c := range []struct{ name, blueprint, template, want string }{
		{"dials something else on the node", status + "args:\n  - --uri={{ (.Link \"status\").URL }}\n" + shown + "  - --php=http://127.0.0.1:9000/status\n", "", ""},
		{"dials the internet", "args: [\"--api=https://api.example.org/v1\"]\n", "", ""},
		{"says the link in words of its own", status + file, "upstream 127.0.0.1 9444; or 127.0.0.1:9444\n", ""},
		{"says the link in a flag of its own", status + "args:\n  - --server={{ (.Link \"status\").Address }}\n", "", ""},
		{"says nothing of where it listens", listener, "", ""},
		{"listens in a file, with TLS there", listener + file, "listen: {{ .Listen.web }}\ncert: {{ .TLS.ServerCert }}\n", ""},
		{"listens in a flag, with TLS in a file", listener + file + "args: [\"--listen={{ .Listen.web }}\"]\n", "cert: {{ .TLS.ServerCert }}\n", ""},
		{"opens a port of its own for people", file, "server { listen 80; root /var/www; }\n", ""},
		{"names what a package brings", file + "installed: [/usr/share/demo]\n", "zones: /usr/share/demo/zones\n", ""},
		{"names the kernel's files", "args: [--stat=/proc/stat, --null=/dev/null]\n", "", ""},
		{"names pages", "args: [--web.telemetry-path=/metrics, --health=/healthz]\n", "", ""},
		{"says that there is a password", file, "password: true\ntoken: {file: /proc/x}\nsecret: ${DEMO}\n", ""},
		{"says where the password is", file + "secrets: {demo: {about: A password.}}\n", "password_file: {{ .Secret \"demo\" }}\n", ""},

		{"dials the link in plain text", status + "args:\n  - --uri=http://127.0.0.1:9444/stub_status\n" + shown, "", "check/link-scheme"},
		{"dials another port than the link's", status + "args:\n  - --uri=https://127.0.0.1:9000/stub_status\n" + shown, "", "check/link-port"},
		{"dials nothing", status + file, "upstream 127.0.0.1 9445;\n", "check/link-missing"},
		{"listens elsewhere", listener + file, "listen: {{ .Address }}:1\ncert: {{ .TLS.ServerCert }}\n", "check/link-port"},
		{"listens in plain text", listener + file, "listen: {{ .Listen.web }}\n", "check/plaintext"},
		{"names what nobody brings", file + "installed: [/usr/share/demo]\n", "zones: /usr/share/demon/zones\n", "check/path-missing"},
		{"names the folder of another one's secrets", file, "x: /etc/prometheus/secrets/x\n", "check/path-missing"},
		{"says the password", file, "password: \"hunter2\"\n", "check/secret-in-output"},
		{"says the password in a block", file, "password: |\n  hunter2\n", "check/secret-in-output"},
		{"says the password in an URL", file, "db: postgres://demo:hunter2@db/demo\n", "check/secret-in-output"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r report.Report
			_, err := generator.Build(fstest.MapFS{
				"site.yaml":               {Data: []byte("version: 1\nsite: shop\nblueprints: own\nnodes:\n  web: {address: 10.0.0.1, services: [nginx, demo]}\n  mon: {address: 10.0.0.2, services: [prometheus]}\n")},
				"own/demo/blueprint.yaml": {Data: []byte(about + c.blueprint + "systemd: {}\n")},
				"own/demo/demo.tmpl":      {Data: []byte(c.template)},
			}, "site.yaml", &r)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range r.Problems() {
				if p.Severity() == report.Error {
					t.Log(p)
					got = p.ID
				}
			}
			if got != c.want {
				t.Errorf("found %q instead of %q", got, c.want)
			}
		})
	}
}
