package main

import (
	"context"
	"errors"
	"fmt"

	"gen/generator/plan"
)

// asBuilt waits until every host tells the revision that was built for it, and
// whether it waits for a reboot.
func (l *lab) asBuilt(ctx context.Context) (string, error) {
	return "", eventually(ctx, func() error {
		same, err := l.server.query(ctx, plan.AppliedSeries+" and on (host, revision) "+plan.BuiltSeries)
		reboot, also := l.server.query(ctx, "gen_node_reboot_required")
		all := []error{err, also}
		for _, h := range l.hosts {
			if _, ok := same[h.Name]; !ok {
				all = append(all, fmt.Errorf("%s does not tell the revision that was built for it", h.Name))
			}
			if _, ok := reboot[h.Name]; !ok {
				all = append(all, fmt.Errorf("%s does not tell whether it waits for a reboot", h.Name))
			}
		}
		return errors.Join(all...)
	})
}
