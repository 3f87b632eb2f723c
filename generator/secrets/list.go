package secrets

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// States of a secret.
const (
	// OK is there, and its readers can use it; Doubtful is, too, but unusual.
	OK       = "ok"
	Doubtful = "doubtful"
	// Missing is not to be had; Wrong is there, and a reader could not use it.
	Missing = "missing"
	Wrong   = "wrong"
)

// mode is that of a secret's file on its node.
const mode = "0640"

// Row is one reader of one secret.
type Row struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Form is what it has to look like.
	Form    string `json:"form"`
	Service string `json:"service"`
	Node    string `json:"node"`
	// Path, Owner (user:group, each a name or number) and Mode are of the file on
	// the node; empty where only a hash is there.
	Path  string `json:"path"`
	Owner string `json:"owner"`
	Mode  string `json:"mode"`
	// Inline tells that the service's version cannot read it from the file, so
	// that it is put into the configuration on the node.
	Inline bool `json:"inline"`
	// Source is file, age, environment or command, and Where its file, variable
	// or command; both are empty for a secret that is nowhere.
	Source string `json:"source"`
	Where  string `json:"where"`
	// State is ok, doubtful, missing or wrong; Why says why, and Hint what to type.
	State string `json:"state"`
	Why   string `json:"why"`
	Hint  string `json:"hint"`
	// Recorded is current, behind, not recorded or unknown: what secrets.lock
	// says about the secret.
	Recorded string `json:"recorded"`
}

// List tells about every secret and each of its readers, sorted by name, node
// and service. It asks all sources. The error is of the key of the digests.
func (s *Store) List() ([]Row, error) {
	rows := []Row{}
	key, err := s.key()
	if f, _ := s.file(keyFile); err != nil && f.source == FromAge {
		key, err = nil, nil // who cannot open it can look at the rest
	}
	for _, name := range s.Names() {
		f := s.find(name)
		recorded := s.compare(key, name, f)
		for _, u := range s.uses[name] {
			r := row(u, f)
			r.Recorded = recorded
			rows = append(rows, r)
		}
		if len(s.uses[name]) == 0 { // asked for, and nobody here knows it
			r := row(use{s.askers[name][0], asked(name)}, f)
			r.Owner, r.Mode, r.Recorded = "", "", recorded
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Service, b.Service))
	})
	return rows, err
}

func row(u use, f found) Row {
	r := Row{
		Name: u.secret.Name, About: u.secret.About, Form: strings.Join(u.secret.Forms, ", "),
		Service: u.instance.Name, Node: u.instance.Node.Name, Path: u.secret.Path,
		Owner: "root:" + u.instance.KeyGroup(), Mode: mode, Inline: u.secret.Inline, Source: f.source, Where: f.where, State: OK,
	}
	if f.err != nil {
		r.State, r.Why = Missing, f.err.Error()
		if known, ok := errors.AsType[*Error](f.err); ok {
			r.Hint = known.Hint
		}
		return r
	}
	if r.Why = unfit(string(f.text()), u.secret); r.Why != "" {
		r.State, r.Hint = Wrong, "gen secrets set "+r.Name
	} else if r.Why = doubtful(string(f.text()), u.secret); r.Why != "" {
		r.State = Doubtful
	}
	return r
}

// Good tells whether every reader can use every secret, and secrets.lock knows
// them as they are.
func Good(rows []Row) bool {
	return !slices.ContainsFunc(rows, func(r Row) bool { return r.State == Missing || r.State == Wrong || r.Recorded == Behind })
}

// WriteJSON writes rows as one JSON document.
func WriteJSON(w io.Writer, rows []Row) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(struct {
		Good    bool  `json:"good"`
		Secrets []Row `json:"secrets"`
	}{Good(rows), rows})
}

// WriteText writes a table, and below it what is wrong, each once.
func WriteText(w io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SECRET\tSTATE\tFROM\tREAD BY\tNODE\tFILE\tOWNER\tMODE")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Name, r.State, dash(r.Source), r.Service, r.Node, dash(r.Path), dash(r.Owner), dash(r.Mode))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	told := map[string]bool{}
	for _, r := range rows {
		for _, line := range []string{r.trouble(), r.behind()} {
			if line != "" && !told[line] {
				told[line] = true
				fmt.Fprintln(w, line)
			}
		}
	}
	return nil
}

// behind says that secrets.lock does not know the secret as it is, or "".
func (r Row) behind() string {
	if r.Recorded != Behind {
		return ""
	}
	return r.Name + ": secrets.lock does not know it as it is\n  gen secrets record"
}

// trouble is what has to be said about a row below the table, or "".
func (r Row) trouble() string {
	if r.Why == "" {
		return ""
	}
	line := r.Why
	if r.State != Missing {
		line = fmt.Sprintf("%s (%s): %s", r.Name, r.Where, r.Why)
	}
	if r.Hint != "" {
		line += "\n  " + r.Hint
	}
	return line
}

func dash(text string) string { return cmp.Or(text, "-") }
