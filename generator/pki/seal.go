package pki

import (
	"crypto"

	"gen/generator/private"
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
	age *private.Seal
}

const sealedSuffix = private.Sealed

func newSealer(s Seal) sealer {
	return sealer{s, &private.Seal{
		Passphrase: s.Passphrase, Recipients: s.Recipients, Identities: s.Identities, WorkFactor: s.WorkFactor, Thing: keyHabits.Thing,
		Closing: [2]string{
			"there is no passphrase for the keys of new authorities",
			"give one by --passphrase-file FILE or GEN_PASSPHRASE_FILE, encrypt to age recipients by --recipients FILE, or leave authorities' keys open by --plain-ca-key",
		},
		Opening: [2]string{
			"there is no passphrase to open the key of an authority",
			"give it by --passphrase-file FILE or GEN_PASSPHRASE_FILE",
		},
		Lost: "without it the key is lost, and gen pki rotate start begins with new ones",
	}}
}

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
	return s.age.Close(text)
}

// open decodes a key file; name is what errors call it.
func (s *sealer) open(name string, text []byte) (crypto.Signer, error) {
	text, err := s.age.Open(name, text)
	if err != nil {
		return nil, err
	}
	key, err := parseKey(text)
	if err != nil {
		return nil, failed("restore it from a backup", "the key %s cannot be read: %s", name, err)
	}
	return key, nil
}
