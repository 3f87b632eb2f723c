package plan

import "fmt"

// maxCommonName is the longest CN that X.509 allows (RFC 5280, ub-common-name).
const maxCommonName = 64

// checkNames refuses identities that no certificate can carry.
func (p *planner) checkNames() {
	for _, c := range p.plan.Certificates {
		if len(c.CN) <= maxCommonName {
			continue
		}
		if c.Kind == ServerCert {
			c.CN = c.Node.Name // clients look at the other names only
			continue
		}
		pos := either(p.site.Domain.Pos, p.site.Name.Pos)
		p.fail("plan/name-too-long", pos, fmt.Sprintf("%q is longer than the %d characters that a certificate's name may have", c.CN, maxCommonName), fmt.Sprintf("choose a domain that is %d characters shorter", len(c.CN)-maxCommonName))
	}
}
