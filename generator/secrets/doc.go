// Package secrets finds the secrets that a plan names, looks whether they are
// what their readers need, and hands them out.
//
// # Where a secret comes from
//
// The first of these that has it counts:
//
//	secrets/<name>      a file, mode 0600, in a folder of mode 0700 that git ignores
//	secrets/<name>.age  the same encrypted by age, which may be committed
//	GEN_SECRET_<NAME>   the environment; letters are upper case, "-" and "." are "_"
//	secrets.command     the command of site.yaml
//
// # What comes out
//
// A value is what has to lie in the file on the node, byte for byte: without
// the line end that editors put last, as not every version of every reader
// would cut it off (Alertmanager 0.26 sends it to the mail server). Everything
// else that a reader could stumble over is refused.
//
// No error, row or text of this package holds anything of a secret, nor how
// long it is.
package secrets
