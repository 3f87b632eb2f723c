package pki

import (
	"bytes"
	"crypto"
	"errors"
	"io"
	"strings"
	"sync"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Seal says how private keys are encrypted and opened. Encrypted keys are
// files of age in its text form, so that age itself can open them too.
type Seal struct {
	// Passphrase tells the passphrase; confirm asks a person to type it twice,
	// as it is for a new key. It is called once for all keys. Nil if there is
	// none to be had.
	Passphrase func(confirm bool) (string, error)
	// Recipients and Identities are the texts of age's files of that name.
	Recipients, Identities []byte
	// Plain leaves authorities' keys unencrypted; Leaves encrypts all other
	// keys too, which needs Recipients.
	Plain, Leaves bool
	// WorkFactor is the logarithm of what a passphrase costs to try; 0 is age's default.
	WorkFactor int
}

// sealer does what a Seal says.
type sealer struct {
	Seal
	asking sync.Mutex
	// words is the passphrase once it has been asked for.
	words string
}

const (
	sealedSuffix = ".age"
	scryptHeader = "age-encryption.org/v1\n-> scrypt "
)

// withSuffix is where a key is written: an authority's, or any other.
func (s *sealer) withSuffix(path string, authority bool) string {
	if authority && s.Plain || !authority && !s.Leaves {
		return path
	}
	return path + sealedSuffix
}

// close encodes a key for the file that withSuffix names.
func (s *sealer) close(key crypto.Signer, authority bool) ([]byte, error) {
	text, err := encodeKey(key)
	if err != nil || s.withSuffix("", authority) == "" {
		return text, err
	}
	recipients, err := s.recipients()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	lines := armor.NewWriter(&out)
	sealed, err := age.Encrypt(lines, recipients...)
	if err != nil {
		return nil, failed("", "age cannot encrypt for these recipients")
	}
	_, err = sealed.Write(text)
	err = errors.Join(err, sealed.Close(), lines.Close())
	return out.Bytes(), err
}

// recipients are those of the file, else whoever knows the passphrase.
func (s *sealer) recipients() ([]age.Recipient, error) {
	if len(s.Recipients) > 0 {
		list, err := age.ParseRecipients(bytes.NewReader(s.Recipients))
		if err != nil { // age's own words may quote what is no recipient but a secret
			return nil, failed("it has one recipient in each line, such as age1…", "the file of age recipients cannot be read")
		}
		return list, nil
	}
	words, err := s.ask(true)
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(words)
	if err != nil {
		return nil, failed("", "the passphrase is empty")
	}
	if s.WorkFactor > 0 {
		recipient.SetWorkFactor(s.WorkFactor)
	}
	return []age.Recipient{recipient}, nil
}

const waysToSeal = "give one by --passphrase-file FILE or GEN_PASSPHRASE_FILE, encrypt to age recipients by --recipients FILE, or leave authorities' keys open by --plain-ca-key"

func (s *sealer) ask(confirm bool) (string, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	switch {
	case s.words != "":
		return s.words, nil
	case s.Passphrase == nil && confirm:
		return "", failed(waysToSeal, "there is no passphrase for the keys of new authorities")
	case s.Passphrase == nil:
		return "", failed("give it by --passphrase-file FILE or GEN_PASSPHRASE_FILE", "there is no passphrase to open the key of an authority")
	}
	words, err := s.Passphrase(confirm)
	if err == nil && words == "" {
		err = failed("", "the passphrase is empty")
	}
	s.words = words
	return words, err
}

// open decodes a key file; name is what errors call it.
func (s *sealer) open(name string, text []byte) (crypto.Signer, error) {
	if strings.HasSuffix(name, sealedSuffix) {
		opened, err := s.decrypt(name, text)
		if err != nil {
			return nil, err
		}
		text = opened
	}
	key, err := parseKey(text)
	if err != nil {
		return nil, failed("restore it from a backup", "the key %s cannot be read: %s", name, err)
	}
	return key, nil
}

func (s *sealer) decrypt(name string, text []byte) ([]byte, error) {
	sealed, err := io.ReadAll(armor.NewReader(bytes.NewReader(text)))
	if err != nil {
		return nil, failed("restore it from a backup", "the key %s is damaged: it is no whole file of age in text form", name)
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
		return nil, failed("try again; without it the key is lost, and gen pki rotate start begins with new ones", "the passphrase does not open %s", name)
	} else if wrong {
		return nil, failed("name the identity file of one of its recipients by --identity", "the identity does not open %s", name)
	}
	if err != nil {
		return nil, failed("restore it from a backup", "the key %s is damaged", name)
	}
	return text, nil
}

func (s *sealer) identities(name string, byPassphrase bool) ([]age.Identity, error) {
	if byPassphrase {
		words, err := s.ask(false)
		if err != nil {
			return nil, err
		}
		identity, err := age.NewScryptIdentity(words)
		return []age.Identity{identity}, err
	}
	if len(s.Identities) == 0 {
		return nil, failed("name the age identity file of one of its recipients by --identity", "the key %s is encrypted to age recipients", name)
	}
	list, err := age.ParseIdentities(bytes.NewReader(s.Identities))
	if err != nil { // age's own words may quote the identity
		return nil, failed("it has the lines that age-keygen writes", "the age identity file cannot be read")
	}
	return list, nil
}
