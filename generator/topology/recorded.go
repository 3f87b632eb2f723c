package topology

import (
	"errors"
	"io/fs"
	"regexp"

	"gen/generator/render"
	"gen/generator/report"
	"gen/generator/strictyaml"
)

// RecordedFile is where gen secrets record writes, beside site.yaml.
const RecordedFile = "secrets.lock"

// Recorded is what is known about the secrets of a site without having them:
// the content of RecordedFile.
type Recorded struct {
	Version strictyaml.Int                 `yaml:"version,required"`
	Secrets strictyaml.Map[RecordedSecret] `yaml:"secrets"`
}

// RecordedSecret is what is known about one secret.
type RecordedSecret struct {
	// Digest is HMAC-SHA256 of the secret with a key that is one itself.
	Digest strictyaml.Text `yaml:"digest,required"`
	// Bcrypt is the hash of a password that exporters ask for; empty for others.
	Bcrypt strictyaml.Text `yaml:"bcrypt"`
	Pos    report.Pos      `yaml:"-"`
}

var (
	digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	bcryptForm = regexp.MustCompile(`^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$`)
)

const recordAnew = "restore it from git, or delete it and type: gen secrets record"

// recorded reads RecordedFile; there need not be one.
func (l *loader) recorded() Recorded {
	var r Recorded
	if _, err := fs.Stat(l.files.FS(), RecordedFile); errors.Is(err, fs.ErrNotExist) {
		return r
	}
	root := l.files.YAML(RecordedFile, report.Pos{}, l.report)
	if root == nil {
		return r
	}
	strictyaml.Decode(l.files.Shown(RecordedFile), root, &r, l.report)
	if r.Version.Value != 1 && !r.Version.Pos.IsZero() {
		l.fail("topology/recorded", r.Version.Pos, "this gen reads version 1 of "+RecordedFile, "take the gen that wrote it")
	}
	for _, entry := range r.Secrets {
		l.checkName("secret", render.Secret, entry.Key)
		if digest := entry.Value.Digest; !digestForm.MatchString(digest.Value) && !digest.Pos.IsZero() {
			l.fail("topology/recorded", digest.Pos, "the digest of "+quoted(entry.Key.Value)+" is not 64 hexadecimal digits", recordAnew)
		}
		if hash := entry.Value.Bcrypt; !bcryptForm.MatchString(hash.Value) && !hash.Pos.IsZero() {
			l.fail("topology/recorded", hash.Pos, "the hash of "+quoted(entry.Key.Value)+" is none that bcrypt makes", recordAnew)
		}
	}
	return r
}
