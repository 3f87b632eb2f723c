package pki

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"gen/generator/plan"
	"gen/generator/render"
)

// listFile stands beside the rules that gen build writes, and leaves alone.
const listFile = "issued-certificates.yml"

// listHead begins the file. Two evaluations fit into the five minutes for which
// Prometheus remembers a sample, so that none of them may be missed unseen.
const listHead = `# Written by gen pki; do not edit: gen pki issue writes it again.
# When each certificate ends that was issued, in seconds since 1970. Alerts compare it with the clock and with what is served.
groups:
  - name: issued-certificates
    interval: 2m
    rules:
`

// Listed is a file of rules that tells a Prometheus when certificates end.
type Listed struct {
	Instance *plan.Instance
	// Path is absolute on the node.
	Path string
}

// Place is where the file lies below the output folder.
func (l Listed) Place() string { return l.Instance.Node.Name + l.Path }

// lists are such files: one in each folder of rules that the plan has.
func lists(p *plan.Plan) []Listed {
	var all []Listed
	for _, i := range p.Instances() {
		for _, f := range i.Files {
			if f.Format == "prometheus-rules" {
				all = append(all, Listed{i, f.Path + "/" + listFile})
			}
		}
	}
	return all
}

// list makes the files that are not yet as they have to be once further files
// have been written.
func (s *Store) list(result *Result, coming []file) ([]file, error) {
	all := lists(s.plan)
	if len(all) == 0 {
		return nil, nil
	}
	content, err := s.ends(coming)
	if err != nil || content == nil {
		return nil, err
	}
	var files []file
	for _, l := range all {
		text, _, err := s.read(l.Place())
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(text, content) {
			files = append(files, file{path: l.Place(), content: content})
			result.Listed = append(slices.DeleteFunc(result.Listed, func(other Listed) bool { return other == l }), l)
		}
	}
	return files, nil
}

// ends is a file with one rule for each certificate of the plan that is there
// and can be read, and for each authority; nil for none.
func (s *Store) ends(coming []file) ([]byte, error) {
	fresh := map[string][]byte{}
	for _, f := range coming {
		if !f.secret {
			fresh[f.path] = f.content
		}
	}
	rules := make([]string, len(s.plan.Certificates))
	err := parallel(len(rules), func(at int) (err error) {
		rules[at], err = s.leafEnd(s.plan.Certificates[at], fresh)
		return err
	})
	if err != nil {
		return nil, err
	}
	authorities, err := s.authorityEnds()
	if rules = slices.Concat(authorities, rules); err != nil || strings.Join(rules, "") == "" {
		return nil, err
	}
	return []byte(listHead + strings.Join(rules, "")), nil
}

// leafEnd is the rule of one certificate. What is damaged or missing has none.
func (s *Store) leafEnd(c *plan.Certificate, fresh map[string][]byte) (string, error) {
	text, known := fresh[Path(c)]
	if !known {
		var err error
		if text, _, err = s.read(Path(c)); err != nil {
			return "", err
		}
	}
	chain, err := parseCertificates(text)
	if err != nil {
		return "", nil
	}
	if c.Node == nil {
		return endRule(c.Kind, Path(c), chain)
	}
	return endRule(c.Kind, Path(c), chain, plan.Label{Name: "host", Value: c.Node.Name}, plan.Label{Name: "service", Value: c.Instance.Name})
}

func (s *Store) authorityEnds() (rules []string, err error) {
	for _, kind := range kinds {
		for _, c := range s.authorities[kind].bundle {
			rule, err := endRule("ca-"+kind, AuthorityPath(kind), []*x509.Certificate{c})
			if err != nil {
				return nil, err
			}
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// endRule records when the first certificate of a chain ends, as
// probe_ssl_earliest_cert_expiry does of what is served, under the fingerprint
// by which probe_ssl_last_chain_info knows the leaf (prober/tls.go@v0.28.0).
func endRule(kind, path string, chain []*x509.Certificate, more ...plan.Label) (string, error) {
	digest := sha256.Sum256(chain[0].Raw)
	words := []string{fmt.Sprintf(`fingerprint_sha256: "%x"`, digest)}
	for _, l := range append([]plan.Label{{Name: "certificate", Value: kind}, {Name: "path", Value: path}}, more...) {
		value, err := render.YAML(l.Value)
		if err != nil {
			return "", fmt.Errorf("%s: %w", path, err)
		}
		words = append(words, l.Name+": "+value)
	}
	return fmt.Sprintf("      - {record: %s, expr: vector(%d), labels: {%s}}\n", plan.IssuedSeries, earliest(chain).Unix(), strings.Join(words, ", ")), nil
}

func earliest(chain []*x509.Certificate) time.Time {
	first := func(a, b *x509.Certificate) int { return a.NotAfter.Compare(b.NotAfter) }
	return slices.MinFunc(chain, first).NotAfter
}
