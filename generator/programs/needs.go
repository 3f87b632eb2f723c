package programs

import (
	"slices"

	"gen/generator/plan"
)

// need is a program that the site runs: a line of programs.lock without its
// digests, and the URL of the release's own checksums, if it has any.
type need struct {
	Locked
	checksums string
}

// needs are the programs of a plan, sorted as in programs.lock. Two instances
// of a version share one.
func needs(p *plan.Plan) ([]need, error) {
	var all []need
	for _, i := range p.Instances() {
		if i.Release == nil {
			continue
		}
		n := of(i)
		at, known := slices.BinarySearchFunc(all, n, func(a, b need) int { return compareLocked(a.Locked, b.Locked) })
		switch {
		case !known:
			all = slices.Insert(all, at, n)
		case all[at] != n:
			return nil, failed("make the templates under release depend on .Version and .Arch only", "the release of %s is another one on %s than elsewhere", n, i.Node.Name)
		}
		if !safeURL.MatchString(n.URL) || n.checksums != "" && !safeURL.MatchString(n.checksums) || n.Program != "" && !safePath.MatchString(n.Program) {
			return nil, failed("correct the templates under release in its blueprint", "the release of %s is no address of an archive: %q", n, n.URL)
		}
	}
	return all, nil
}

// of is what an instance needs.
func of(i *plan.Instance) need {
	return need{
		Locked:    Locked{Service: i.Blueprint.Name, Version: i.Version, Arch: i.Node.Arch, URL: i.Release.Archive, Program: i.Release.Program},
		checksums: i.Release.Checksums,
	}
}
