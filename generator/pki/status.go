package pki

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"gen/generator/plan"
)

// Status is what a site's certificates are like at one moment.
type Status struct {
	// Authorities and Certificates are in the order of the plan.
	Authorities  []Row `json:"authorities"`
	Certificates []Row `json:"certificates"`
	// Next is the step that a rotation waits for; empty if none is under way.
	Next string `json:"next,omitempty"`
	// Unlisted are the files for Prometheus that do not tell yet when these certificates end.
	Unlisted []string `json:"unlisted"`
	// KeysSeen tells whether there was a key folder to compare with.
	KeysSeen bool `json:"keys_seen"`
}

// Row is one certificate.
type Row struct {
	// Node and Service are empty for authorities and people.
	Node    string   `json:"node"`
	Service string   `json:"service"`
	Kind    string   `json:"kind"`
	Path    string   `json:"path"`
	Name    string   `json:"name"`
	DNS     []string `json:"dns"`
	IPs     []string `json:"ips"`
	// NotBefore and NotAfter are null, and DaysLeft is 0, where there is no certificate.
	NotBefore *time.Time `json:"not_before"`
	NotAfter  *time.Time `json:"not_after"`
	DaysLeft  int        `json:"days_left"`
	// Due says what has to be done about it and why; empty for nothing.
	Due string `json:"due"`
}

// Due tells whether anything has to be done.
func (s *Status) Due() bool {
	for _, r := range append(s.Authorities, s.Certificates...) {
		if r.Due != "" {
			return true
		}
	}
	return s.Next != "" || len(s.Unlisted) > 0
}

// Status looks at every certificate and changes nothing. Without a key folder,
// as where reviews run, keys are not compared.
func (s *Store) Status() (*Status, error) {
	status := &Status{KeysSeen: s.keys != nil, Authorities: []Row{}, Unlisted: []string{}}
	for _, kind := range kinds {
		if err := s.authorityRows(status, s.authorities[kind]); err != nil {
			return nil, err
		}
	}
	status.Certificates = make([]Row, len(s.plan.Certificates))
	err := parallel(len(status.Certificates), func(at int) (err error) {
		status.Certificates[at], err = s.row(s.plan.Certificates[at])
		return err
	})
	if err != nil {
		return nil, err
	}
	unlisted, err := s.list(&Result{}, nil)
	for _, f := range unlisted {
		status.Unlisted = append(status.Unlisted, f.path)
	}
	return status, err
}

func (s *Store) row(c *plan.Certificate) (Row, error) {
	r := Row{Kind: c.Kind, Path: Path(c), Name: c.CN, DNS: c.DNS, IPs: texts(c.IPs)}
	if c.Node != nil {
		r.Node, r.Service = c.Node.Name, c.Instance.Name
	}
	p, err := s.pair(c)
	if err != nil {
		return r, err
	}
	if leaf := p.leaf(); leaf != nil {
		s.dates(&r, leaf.NotBefore, leaf.NotAfter)
	}
	if a := s.authorities[c.Kind]; len(a.bundle) > 0 {
		r.Due = s.due(c, p, a)
	} else {
		r.Due = "missing"
	}
	return r, nil
}

func (s *Store) dates(r *Row, from, to time.Time) {
	r.NotBefore, r.NotAfter = &from, &to
	r.DaysLeft = int(to.Sub(s.now) / day)
}

func (s *Store) authorityRows(status *Status, a *authority) error {
	r := Row{Kind: a.kind + " CA", Path: AuthorityPath(a.kind), DNS: []string{}, IPs: []string{}}
	if len(a.bundle) == 0 {
		if len(s.plan.Certificates) > 0 {
			r.Due = "missing"
			status.Authorities = append(status.Authorities, r)
		}
		return nil
	}
	for at, c := range a.bundle {
		r := r
		r.Name, r.DNS, r.IPs = plain(c.Subject.CommonName), append(r.DNS, c.PermittedDNSDomains...), append(r.IPs, texts(c.PermittedIPRanges)...)
		s.dates(&r, c.NotBefore, c.NotAfter)
		has, err := s.hasKey(a.kind, c)
		if err != nil {
			return err
		}
		if at == 0 {
			r.Due = s.rotationDue(a)
		}
		if r.Due == "" && has && !constrain(s.plan, a.kind).of(c) {
			r.Due = "the site has other names or addresses"
		}
		status.Authorities = append(status.Authorities, r)
	}
	next, err := s.next(a)
	if err == nil && next != Start && status.Next != Reissue {
		status.Next = next
	}
	return err
}

// WriteJSON writes the status as one JSON document.
func (s *Status) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s)
}

// WriteText writes a table, and what to do below it.
func (s *Status) WriteText(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NODE\tSERVICE\tKIND\tENDS\tDAYS\tDUE\tNAMES")
	for _, r := range append(s.Authorities, s.Certificates...) {
		ends, days := "-", "-"
		if r.NotAfter != nil {
			ends, days = r.NotAfter.UTC().Format(dayFormat), fmt.Sprint(r.DaysLeft)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", dash(r.Node), dash(r.Service), r.Kind, ends, days, dash(r.Due), r.names())
	}
	return table.Flush()
}

// names are what the certificate is called, or what an authority may sign.
func (r *Row) names() string { return some(append(append([]string{}, r.DNS...), r.IPs...)) }

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// WriteJSON writes the result as one JSON document.
func (r *Result) WriteJSON(w io.Writer) error {
	type change struct {
		Path string `json:"path"`
		Why  string `json:"why"`
	}
	document := struct {
		Made     []string `json:"made"`
		Extended []string `json:"extended"`
		Dropped  []string `json:"dropped"`
		Issued   []change `json:"issued"`
		Listed   []string `json:"listed"`
		Removed  []string `json:"removed"`
		Good     int      `json:"good"`
	}{append([]string{}, r.Made...), append([]string{}, r.Extended...), append([]string{}, r.Dropped...), []change{}, []string{}, append([]string{}, r.Removed...), r.Good}
	for _, c := range r.Issued {
		document.Issued = append(document.Issued, change{Path(c.Certificate), c.Why})
	}
	for _, l := range r.Listed {
		document.Listed = append(document.Listed, l.Place())
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
