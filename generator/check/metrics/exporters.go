package metrics

import "slices"

// Exporters are the jobs among those that match whose targets have series of a
// name; none when nobody has said so.
func (w *World) Exporters(name string, match func(job string) bool) []string {
	var jobs []string
	for _, s := range w.sources {
		if match(s.job) && (slices.Contains(made, name) || len(w.metrics(s, name)) > 0) {
			jobs = append(jobs, s.job)
		}
	}
	return jobs
}
