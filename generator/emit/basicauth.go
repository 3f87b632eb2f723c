package emit

import "gen/generator/plan"

// BasicAuth is the login of an HTTP client, in the form of Prometheus' daemons.
type BasicAuth struct {
	Username string `yaml:"username"`
	Password string `yaml:"password_file"`
}

// BasicAuthOf is the login that the client of a link shows, for the file at
// path on the client's node; nil if it shows none. The password's file is read
// at each request (common/config http_config.go), so that a new password needs
// no reload.
func BasicAuthOf(l *plan.Link, path string) *BasicAuth {
	if l.Secret == "" {
		return nil
	}
	return &BasicAuth{l.Username, Relative(path, l.From.SecretPath(l.Secret))}
}
