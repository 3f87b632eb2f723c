// Package blueprints holds gen's own blueprints: one folder per service, read
// by the same loader as a user's.
package blueprints

import "embed"

// FS holds the folders by the name of their service.
//
//go:embed */*
var FS embed.FS
