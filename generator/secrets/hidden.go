package secrets

import (
	"fmt"
	"io"
)

// hidden is a secret. It is a function, so that no printing or encoding of
// what holds it can reach the bytes.
type hidden func() []byte

const mask = "(hidden)"

func hide(text []byte) hidden { return func() []byte { return text } }

// String, Format and MarshalText show the mask, whatever the verb.
func (hidden) String() string               { return mask }
func (hidden) Format(f fmt.State, _ rune)   { _, _ = io.WriteString(f, mask) }
func (hidden) MarshalText() ([]byte, error) { return []byte(mask), nil }
