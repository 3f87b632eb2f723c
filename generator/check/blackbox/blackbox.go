// Package blackbox reads the configuration of blackbox_exporter as its own
// reader does (config/config.go@v0.28.0). That one is not imported: it brings an
// interpreter of CEL along, and nothing that gen writes needs it. Which keys a
// version has is known to package compat; here is what their values have to be.
package blackbox

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	commonconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"gopkg.in/yaml.v3"

	"gen/generator/check/words"
)

type config struct {
	Modules map[string]module `yaml:"modules"`
}

// module is what all probers share, and the settings of each.
type module struct {
	Prober  string    `yaml:"prober"`
	Timeout string    `yaml:"timeout"`
	HTTP    yaml.Node `yaml:"http"`
	TCP     tcp       `yaml:"tcp"`
	ICMP    icmp      `yaml:"icmp"`
	DNS     dns       `yaml:"dns"`
	GRPC    yaml.Node `yaml:"grpc"`
	Unix    yaml.Node `yaml:"unix"`
}

type tcp struct {
	Protocol string                 `yaml:"preferred_ip_protocol"`
	Fallback bool                   `yaml:"ip_protocol_fallback"`
	Source   string                 `yaml:"source_ip_address"`
	Queries  []query                `yaml:"query_response"`
	TLS      bool                   `yaml:"tls"`
	Settings commonconfig.TLSConfig `yaml:"tls_config"`
}

type query struct {
	Expect string      `yaml:"expect"`
	Bytes  string      `yaml:"expect_bytes"`
	Labels []yaml.Node `yaml:"labels"`
	Send   string      `yaml:"send"`
	TLS    bool        `yaml:"starttls"`
}

type icmp struct {
	Protocol string `yaml:"preferred_ip_protocol"`
	Fallback bool   `yaml:"ip_protocol_fallback"`
	Source   string `yaml:"source_ip_address"`
	Payload  int    `yaml:"payload_size"`
	Whole    bool   `yaml:"dont_fragment"`
	TTL      int    `yaml:"ttl"`
}

type dns struct {
	Name string               `yaml:"query_name"`
	Rest map[string]yaml.Node `yaml:",inline"`
}

// probers are the values of prober (main.go, prober/prober.go).
var probers = []string{"dns", "grpc", "http", "icmp", "tcp", "unix"}

// Config reads a blackbox.yml; the error is in the words of people.
func Config(content []byte) error {
	var c config
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return errors.New(words.Of(err))
	}
	if len(c.Modules) == 0 {
		return errors.New("there is no module, so that nothing can be probed")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Modules)) {
		if err := c.Modules[name].check(); err != nil {
			return fmt.Errorf("module %s: %w", name, err)
		}
	}
	return nil
}

func (m module) check() error {
	if !slices.Contains(probers, m.Prober) {
		return fmt.Errorf("there is no prober %q, but %s", m.Prober, strings.Join(probers, ", "))
	}
	if m.Timeout != "" {
		if _, err := model.ParseDuration(m.Timeout); err != nil {
			return errors.New(words.Of(err))
		}
	}
	switch m.Prober {
	case "tcp":
		return m.TCP.check()
	case "icmp":
		if m.ICMP.TTL < 0 || m.ICMP.TTL > 255 {
			return fmt.Errorf("ttl %d is not between 0 and 255", m.ICMP.TTL)
		}
		return errors.Join(protocol(m.ICMP.Protocol), source(m.ICMP.Source))
	case "dns":
		if m.DNS.Name == "" {
			return errors.New("query_name is missing")
		}
	}
	return nil
}

func (t tcp) check() error {
	for _, q := range t.Queries {
		if _, err := regexp.Compile(q.Expect); err != nil {
			return errors.New(words.Of(err))
		}
		if q.Expect != "" && q.Bytes != "" {
			return errors.New("expect and expect_bytes exclude each other")
		}
	}
	if err := t.Settings.Validate(); err != nil {
		return errors.New(words.Of(err))
	}
	if !t.TLS && !slices.ContainsFunc(t.Queries, func(q query) bool { return q.TLS }) && t.Settings != (commonconfig.TLSConfig{}) {
		return errors.New("there is tls_config, and tls is not true, so that the connection is plain")
	}
	return errors.Join(protocol(t.Protocol), source(t.Source))
}

// protocol judges preferred_ip_protocol (prober/utils.go chooseProtocol).
func protocol(name string) error {
	if name != "" && name != "ip4" && name != "ip6" {
		return fmt.Errorf("preferred_ip_protocol %q is neither ip4 nor ip6", name)
	}
	return nil
}

func source(address string) error {
	if _, err := netip.ParseAddr(address); address != "" && err != nil {
		return fmt.Errorf("source_ip_address %q is not an address", address)
	}
	return nil
}
