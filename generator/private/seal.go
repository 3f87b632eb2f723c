package private

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Seal encrypts and opens files of age in its text form, so that age itself can
// open them too. It may be used by several goroutines.
type Seal struct {
	// Passphrase tells the passphrase; confirm asks a person to type it twice,
	// as it is for something new. It is called once for all files. Nil if there
	// is none to be had.
	Passphrase func(confirm bool) (string, error)
	// Recipients and Identities are the texts of age's files of that name.
	Recipients, Identities []byte
	// WorkFactor is the logarithm of what a passphrase costs to try; 0 is age's default.
	WorkFactor int
	// Thing is what sentences call a file, such as "key".
	Thing string
	// Closing and Opening say that there is no passphrase for what is new, or
	// for what is closed, each as a fact and a hint.
	Closing, Opening [2]string
	// Lost is what to do without a passphrase that nobody knows any more; it
	// follows a semicolon.
	Lost string

	asking sync.Mutex
	words  string // the passphrase once it has been asked for
}

const scryptHeader = "age-encryption.org/v1\n-> scrypt "

// Close encrypts to the recipients, or if there are none with the passphrase.
func (s *Seal) Close(text []byte) ([]byte, error) {
	recipients, err := s.recipients()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	lines := armor.NewWriter(&out)
	sealed, err := age.Encrypt(lines, recipients...)
	if err != nil {
		return nil, Failed("", "age cannot encrypt for these recipients")
	}
	_, err = sealed.Write(text)
	err = errors.Join(err, sealed.Close(), lines.Close())
	return out.Bytes(), err
}

// recipients are those of the file, else whoever knows the passphrase.
func (s *Seal) recipients() ([]age.Recipient, error) {
	if len(s.Recipients) > 0 {
		list, err := age.ParseRecipients(bytes.NewReader(s.Recipients))
		if err != nil { // age's own words may quote what is no recipient but a secret
			return nil, Failed("it has one recipient in each line, such as age1…", "the file of age recipients cannot be read")
		}
		return list, nil
	}
	words, err := s.ask(true)
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(words)
	if err != nil {
		return nil, Failed("", "the passphrase is empty")
	}
	if s.WorkFactor > 0 {
		recipient.SetWorkFactor(s.WorkFactor)
	}
	return []age.Recipient{recipient}, nil
}

func (s *Seal) ask(confirm bool) (string, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	switch {
	case s.words != "":
		return s.words, nil
	case s.Passphrase == nil && confirm:
		return "", Failed(s.Closing[1], "%s", s.Closing[0])
	case s.Passphrase == nil:
		return "", Failed(s.Opening[1], "%s", s.Opening[0])
	}
	words, err := s.Passphrase(confirm)
	if err == nil && words == "" {
		err = Failed("", "the passphrase is empty")
	}
	s.words = words
	return words, err
}

// Open decrypts a file if its name ends as those of encrypted files do; name is
// also what errors call it.
func (s *Seal) Open(name string, text []byte) ([]byte, error) {
	if !strings.HasSuffix(name, Sealed) {
		return text, nil
	}
	sealed, err := io.ReadAll(armor.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, Failed("restore it from a backup", "the %s %s is damaged: it is no whole file of age in text form", s.Thing, name)
	}
	byPassphrase := bytes.HasPrefix(sealed, []byte(scryptHeader))
	identities, err := s.identities(name, byPassphrase)
	if err != nil {
		return nil, err
	}
	stream, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	if err == nil {
		text, err = io.ReadAll(stream)
	}
	if _, wrong := errors.AsType[*age.NoIdentityMatchError](err); wrong && byPassphrase {
		return nil, Failed("try again; "+s.Lost, "the passphrase does not open %s", name)
	} else if wrong {
		return nil, Failed("name the identity file of one of its recipients by --identity", "the identity does not open %s", name)
	}
	if err != nil {
		return nil, Failed("restore it from a backup", "the %s %s is damaged", s.Thing, name)
	}
	return text, nil
}

func (s *Seal) identities(name string, byPassphrase bool) ([]age.Identity, error) {
	if byPassphrase {
		words, err := s.ask(false)
		if err != nil {
			return nil, err
		}
		identity, err := age.NewScryptIdentity(words)
		return []age.Identity{identity}, err
	}
	if len(s.Identities) == 0 {
		return nil, Failed("name the age identity file of one of its recipients by --identity", "the %s %s is encrypted to age recipients", s.Thing, name)
	}
	list, err := age.ParseIdentities(bytes.NewReader(s.Identities))
	if err != nil { // age's own words may quote the identity
		return nil, Failed("it has the lines that age-keygen writes", "the age identity file cannot be read")
	}
	return list, nil
}
