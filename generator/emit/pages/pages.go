// Package pages writes what people read at the root of the output: README.md
// about the site, and alerts.md, the runbook of every alert.
package pages

import (
	"gen/generator/plan"
	"gen/generator/tree"
)

// Emit is an emit.Whole.
func Emit(p *plan.Plan) ([]tree.File, error) {
	return nil, nil
}
