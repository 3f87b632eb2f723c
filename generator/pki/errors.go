package pki

import "gen/generator/private"

// Error is a fact about certificates, keys or their folders, and what to type
// next. It never holds anything of a key or a passphrase.
type Error = private.Error

func failed(hint, format string, args ...any) error { return private.Failed(hint, format, args...) }

// cannot is a step that the file system refused, such as "write".
func cannot(do, path string, err error) error { return private.Cannot(do, path, err) }
