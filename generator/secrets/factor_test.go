package secrets

import (
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	commonconfig "github.com/prometheus/common/config"
	"github.com/prometheus/exporter-toolkit/web"
	"gopkg.in/yaml.v3"

	"gen/generator"
	"gen/generator/pki"
	"gen/generator/report"
	"gen/generator/tree"
)

const factorSite = `version: 1
site: factor
nodes:
  mon:
    address: 10.0.0.10
    services: {prometheus: , node_exporter: {basic_auth: {username: scraper, password: {secret: node-password}}}}
`

// The exporter-toolkit's own server and Prometheus' own client, each with the
// files of a build: only who has both the certificate and the password gets in.
func TestSecondFactor(t *testing.T) {
	t.Chdir(t.TempDir())
	node := deployed(t)
	discreetFolder(t, "out")
	discreetFolder(t, "keys")
	url := serve(t, filepath.Join(node, "etc/node_exporter/web-config.yml"))
	password := filepath.Join(node, "etc/prometheus/secrets/node-password")
	for _, c := range []struct {
		name  string
		spoil func(*commonconfig.HTTPClientConfig)
		want  string
	}{
		{"both", func(*commonconfig.HTTPClientConfig) {}, "200 OK"},
		{"no password", func(c *commonconfig.HTTPClientConfig) { c.BasicAuth = nil }, "401 Unauthorized"},
		{"another user", func(c *commonconfig.HTTPClientConfig) { c.BasicAuth.Username = "metrics" }, "401 Unauthorized"},
		{"no certificate", func(c *commonconfig.HTTPClientConfig) { c.TLSConfig.CertFile, c.TLSConfig.KeyFile = "", "" }, "certificate required"},
		{"another password", func(*commonconfig.HTTPClientConfig) { put(t, password, "another") }, "401 Unauthorized"},
		// Nothing is reloaded: the file is read at each request.
		{"a line end that a person left", func(*commonconfig.HTTPClientConfig) { put(t, password, nodePass+"\n") }, "200 OK"},
	} {
		job := jobOf(t, filepath.Join(node, "etc/prometheus/prometheus.yml"))
		c.spoil(job)
		client, err := commonconfig.NewClientFromConfig(*job, "test")
		if err != nil {
			t.Fatal(c.name, err)
		}
		if got := ask(client, url); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// deployed is the root of a node that has everything: the build, its
// certificates and keys, and the secret.
func deployed(t *testing.T) string {
	t.Helper()
	put(t, "site.yaml", factorSite)
	store := openSite(t, resolve(t, generator.Resolve))
	if _, err := store.Set("node-password", []byte(nodePass)); err != nil {
		t.Fatal(err)
	}
	text, _, err := store.Record()
	if err != nil {
		t.Fatal(err)
	}
	put(t, "secrets.lock", string(text))
	site := resolve(t, func(fsys fs.FS, file string, r *report.Report) *generator.Site {
		site, err := generator.Build(fsys, file, r)
		if err != nil {
			t.Fatal(err)
		}
		return site
	})
	if _, err := tree.Write("out", site.Tree, tree.Options{}); err != nil {
		t.Fatal(err)
	}
	certificates, err := pki.Open(site.Plan, pki.Options{Out: "out", Keys: "keys", Seal: pki.Seal{Plain: true}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer certificates.Close()
	if _, err := certificates.Issue(); err != nil {
		t.Fatal(err)
	}
	value, err := openSite(t, site).Value("node-password")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"out/mon", "keys/mon"} {
		if err := os.CopyFS("node", os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, "node/etc/prometheus/secrets/node-password", string(value))
	return "node"
}

// discreetFolder fails when a file has something of a planted secret.
func discreetFolder(t *testing.T, folder string) {
	t.Helper()
	files := 0
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		discreet(t, string(text))
		files++
		return err
	})
	if err != nil || files == 0 {
		t.Fatal(files, err)
	}
}

func resolve(t *testing.T, do func(fs.FS, string, *report.Report) *generator.Site) *generator.Site {
	t.Helper()
	var r report.Report
	site := do(os.DirFS("."), "site.yaml", &r)
	if r.Failed() {
		t.Fatal(r.Problems())
	}
	return site
}

func openSite(t *testing.T, site *generator.Site) *Store {
	t.Helper()
	s, err := Open(site.Plan, Options{Site: ".", Out: "out"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// serve answers as an exporter with a web configuration does.
func serve(t *testing.T, config string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addresses, socket := []string{""}, false
	server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), ErrorLog: log.New(io.Discard, "", 0)}
	flags := &web.FlagConfig{WebListenAddresses: &addresses, WebSystemdSocket: &socket, WebConfigFile: &config}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = web.Serve(listener, server, flags, slog.New(slog.NewTextHandler(io.Discard, nil)))
	}()
	t.Cleanup(func() { server.Close(); <-ended })
	return "https://" + listener.Addr().String() + "/metrics"
}

// jobOf is how Prometheus scrapes the exporter.
func jobOf(t *testing.T, file string) *commonconfig.HTTPClientConfig {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Jobs []struct {
			Name string                        `yaml:"job_name"`
			HTTP commonconfig.HTTPClientConfig `yaml:",inline"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	for _, job := range c.Jobs {
		if job.Name == "node_exporter" {
			job.HTTP.SetDirectory(filepath.Dir(file))
			job.HTTP.TLSConfig.ServerName = "10.0.0.10" // what is dialled is this machine
			return &job.HTTP
		}
	}
	t.Fatal("there is no job")
	return nil
}

// ask is the status of an answer, or why there is none.
func ask(client *http.Client, url string) string {
	answer, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	answer.Body.Close()
	return answer.Status
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
