package secrets

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"gen/generator/plan"
	"gen/generator/private"
	"gen/generator/report"
)

// Error is a fact about secrets or their folder, and what to type next.
type Error = private.Error

// Options say where a site's secrets come from.
type Options struct {
	// Site is the folder of site.yaml, in which its command runs.
	Site string
	// Folder holds the secrets; empty means "secrets" in Site. Out is the output
	// folder, which must not hold it. None of them needs to exist.
	Folder, Out string
	// Recipients and Identities are the texts of age's files of that name.
	Recipients, Identities []byte
	// Passphrase tells the passphrase of encrypted secrets; nil if there is none to be had.
	Passphrase func(confirm bool) (string, error)
	// HashCost is the logarithm of what it costs to verify a password; 0 is gen's choice.
	HashCost int
	// Lookup reads the environment; nil means the process's own.
	Lookup func(string) (string, bool)
	// Run runs a command and returns what it prints, and nothing of what it says
	// beside that; nil means a process in the folder Site.
	Run func(ctx context.Context, argv []string) ([]byte, error)
}

// Store is the secrets of one site. It may be used by several goroutines.
type Store struct {
	plan    *plan.Plan
	options Options
	root    *os.Root // nil where there is no folder
	age     *private.Seal
	uses    map[string][]use
	// askers are the instances that ask for a secret as a password, by secret;
	// their nodes have its hash only.
	askers map[string][]*plan.Instance
	mutex  sync.Mutex
	found  map[string]found
}

// use is an instance that reads a secret.
type use struct {
	instance *plan.Instance
	secret   plan.Secret
}

// habits are how the folder of secrets is kept and spoken of.
var habits = private.Habits{
	Folder: "folder of secrets", Thing: "secret", Flag: "--secrets",
	Exposed:   "; if others could copy a secret, replace it where it comes from",
	Committed: "; whoever has a copy of the repository has the secret, so replace it where it comes from",
	Ignore:    "# Written by gen: only what is encrypted belongs into git.\n*\n!.gitignore\n!*.age\n!" + recipientsFile + "\n",
	Mend:      "delete it, and the next gen secrets set writes a good one",
	Public:    []string{recipientsFile},
}

// recipientsFile lies in the folder of secrets: to whom gen secrets set encrypts.
const recipientsFile = ".recipients"

// Open finds the folder of a site's secrets and reads none of them yet. The
// error is an *Error: others can read the folder, git tracks a secret.
func Open(p *plan.Plan, o Options) (*Store, error) {
	if o.Folder == "" {
		o.Folder = filepath.Join(o.Site, "secrets")
	}
	o.Folder = filepath.Clean(o.Folder)
	if o.Lookup == nil {
		o.Lookup = os.LookupEnv
	}
	if o.Run == nil {
		o.Run = runner(o.Site)
	}
	s := &Store{plan: p, options: o, age: seal(o), uses: usesOf(p), askers: askersOf(p), found: map[string]found{}}
	var err error
	if s.root, err = private.Open(o.Folder, o.Out, habits); err != nil {
		return nil, err
	}
	return s, nil
}

// Close gives up the folder.
func (s *Store) Close() {
	if s.root != nil {
		s.root.Close()
	}
}

func seal(o Options) *private.Seal {
	const way = "give it by --passphrase-file FILE or GEN_PASSPHRASE_FILE"
	return &private.Seal{
		Passphrase: o.Passphrase, Recipients: o.Recipients, Identities: o.Identities, Thing: habits.Thing,
		Closing: [2]string{"there is nobody to encrypt the secret to", "name age recipients by --recipients FILE"},
		Opening: [2]string{"there is no passphrase to open a secret", way},
		Lost:    "without it the secret is lost: set it anew",
	}
}

// usesOf are the readers of each secret, in the order of the plan.
func usesOf(p *plan.Plan) map[string][]use {
	uses := map[string][]use{}
	for _, i := range p.Instances() {
		for _, secret := range i.Secrets {
			uses[secret.Name] = append(uses[secret.Name], use{i, secret})
		}
	}
	return uses
}

// askersOf are the instances that ask for each password, in the order of the plan.
func askersOf(p *plan.Plan) map[string][]*plan.Instance {
	askers := map[string][]*plan.Instance{}
	for _, i := range p.Instances() {
		for _, l := range i.Listeners {
			if l.BasicAuth != nil {
				askers[l.BasicAuth.Secret] = append(askers[l.BasicAuth.Secret], i)
			}
		}
	}
	return askers
}

// Names are the secrets that the site needs, sorted.
func (s *Store) Names() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(s.uses)), maps.Keys(s.askers))
	slices.Sort(names)
	return slices.Compact(names)
}

// Value is what has to lie in the file of a secret on every node that reads
// it, byte for byte. The error is an *Error: the site has no such secret, it
// is nowhere to be found, or one of its readers could not use it.
func (s *Store) Value(name string) ([]byte, error) {
	if err := s.known(name); err != nil {
		return nil, err
	}
	f := s.find(name)
	if f.err != nil {
		return nil, f.err
	}
	if why := s.wrong(name, f); why != "" {
		return nil, private.Failed("gen secrets set "+name, "the secret %s (%s) cannot be used: %s", name, f.where, why)
	}
	return slices.Clone(f.text()), nil
}

// known refuses a name that the site has not.
func (s *Store) known(name string) error {
	if len(s.uses[name])+len(s.askers[name]) > 0 {
		return nil
	}
	hint := "gen secrets lists those that it has"
	if near, ok := report.Nearest(name, s.Names()); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return private.Failed(hint, "no service of this site reads a secret %q", name)
}

// wrong says why one of a secret's readers cannot use it, or "".
func (s *Store) wrong(name string, f found) string {
	for _, u := range s.uses[name] {
		if why := unfit(string(f.text()), u.secret); why != "" {
			return why
		}
	}
	if s.hashed(name) {
		return unfit(string(f.text()), asked(name))
	}
	return ""
}

// asked is a password as those see it who ask for it.
func asked(name string) plan.Secret {
	return plan.Secret{Name: name, About: "password that is asked for; only its hash is on the node", Forms: []string{plan.BasicAuthForm}}
}

// hashed tells whether a service asks for the secret as a password.
func (s *Store) hashed(name string) bool { return len(s.askers[name]) > 0 }
