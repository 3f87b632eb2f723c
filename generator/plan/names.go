package plan

import "fmt"

// maxCommonName is the longest CN that X.509 allows (RFC 5280, ub-common-name).
const maxCommonName = 64

// checkNames refuses identities that no certificate can carry.
func (p *planner) checkNames() {
	longest := ""
	for _, c := range p.plan.Certificates {
		switch {
		case len(c.CN) <= max(maxCommonName, len(longest)):
		case c.Kind == ServerCert:
			c.CN = c.Node.Name // clients look at the other names only
		default:
			longest = c.CN
		}
	}
	if longest != "" {
		pos := either(p.site.Domain.Pos, p.site.Name.Pos)
		p.fail("plan/name-too-long", pos, fmt.Sprintf("%q is longer than the %d characters that a certificate's name may have", longest, maxCommonName), fmt.Sprintf("choose a domain that is %d characters shorter", len(longest)-maxCommonName))
	}
}
