// Package templates holds the formats that have no Go type: vhosts, pages and
// notification texts, as Go templates over what their writer passes in.
package templates

import "embed"

// FS holds the templates by file name.
//
//go:embed *.tmpl */*
var FS embed.FS
