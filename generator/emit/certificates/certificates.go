// Package certificates writes what has to be issued: one readable list of all
// certificates, and an OpenSSL request file for each, for people with a
// certificate authority of their own.
package certificates

import (
	"bytes"
	"fmt"
	"strings"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/tree"
)

// List is the file of the list, below the output folder.
const List = "certificates.yaml"

// Emit is an emit.Whole: the list, and what the authorities are made of.
func Emit(p *plan.Plan) ([]tree.File, error) {
	if len(p.Certificates) == 0 {
		return nil, nil
	}
	var list bytes.Buffer
	header(&list, p)
	files := authorities(p)
	for _, c := range p.Certificates {
		entry(&list, c)
		if c.Node != nil {
			continue
		}
		f, err := requestFile(p, c)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return append(files, tree.File{Path: List, Content: list.Bytes()}), nil
}

// Requests is an emit.Whole: the request files of nodes. They lie where their
// certificates will, so that a node's key can be made on the node itself.
func Requests(p *plan.Plan) ([]tree.File, error) {
	var files []tree.File
	for _, n := range p.Nodes {
		for _, i := range n.Instances {
			for _, c := range []*plan.Certificate{i.Server, i.Client} {
				if c == nil {
					continue
				}
				f, err := requestFile(p, c)
				if err != nil {
					return nil, err
				}
				files = append(files, f)
			}
		}
	}
	return files, nil
}

func requestFile(p *plan.Plan, c *plan.Certificate) (tree.File, error) {
	content, err := request(p, c)
	name := strings.TrimSuffix(c.Cert, ".crt") + ".cnf"
	if c.Node == nil {
		return tree.File{Path: name, Content: content}, err
	}
	f := emit.OnNode(c.Node, name, content)
	f.Service = c.Instance.Name
	return f, err
}

func header(out *bytes.Buffer, p *plan.Plan) {
	fmt.Fprintf(out, "# %s\n", emit.Notice)
	out.WriteString("# Every certificate of the site. Servers are signed by one authority and clients by another,\n")
	out.WriteString("# so that a stolen server key opens nothing. The request files (*.cnf) lie beside each path.\n")
	fmt.Fprintf(out, "algorithm: %s\ncertificates:\n", p.TLS.Algorithm)
}

// entry writes one certificate of the list. Names and addresses have been
// checked to be such, so that nothing needs quotes.
func entry(out *bytes.Buffer, c *plan.Certificate) {
	fmt.Fprintf(out, "  - name: %s\n    usage: %s\n", c.CN, usage(c))
	if c.Node != nil {
		fmt.Fprintf(out, "    node: %s\n    service: %s\n", c.Node.Name, c.Instance.Name)
	} else {
		out.WriteString("    for: people\n")
	}
	fmt.Fprintf(out, "    dns: [%s]\n", strings.Join(c.DNS, ", "))
	if len(c.IPs) > 0 {
		fmt.Fprintf(out, "    ip: [%s]\n", strings.Join(quoted(c), ", "))
	}
	fmt.Fprintf(out, "    days: %d\n    authority: %s\n    certificate: %s\n    key: %s\n", c.Days, authority(c), c.Cert, c.Key)
	if c.Group != "" {
		fmt.Fprintf(out, "    key_readable_by: %q\n", c.Group)
	}
	if c.OnChange != "" {
		fmt.Fprintf(out, "    after_renewal: %s\n", c.OnChange)
	}
}

// quoted are the addresses as YAML: a colon of IPv6 needs quotes.
func quoted(c *plan.Certificate) []string {
	words := make([]string, len(c.IPs))
	for at, address := range c.IPs {
		words[at] = address.String()
		if address.Is6() {
			words[at] = `"` + words[at] + `"`
		}
	}
	return words
}

// usage is the extended key usage.
func usage(c *plan.Certificate) string { return c.Kind + "Auth" }

// authority is the file name of who signs.
func authority(c *plan.Certificate) string { return "ca-" + c.Kind }
