package expr

import "testing"

func TestMayBeEmpty(t *testing.T) {
	for query, want := range map[string]bool{
		"up": false,
		`rate(a_total{host=~"$host"}[$__rate_interval])`: false,
		"a / b":                         false,
		"1 - avg by (host) (a)":         false,
		"a > bool 0":                    false,
		"vector(1)":                     false,
		"(a > 0) or vector(0)":          false,
		"count(a == 0) or b":            false,
		"-(a)":                          false,
		"a > 0":                         true,
		"a / (b > 0)":                   true,
		"sum by (host) (a == 0)":        true,
		"a and b":                       true,
		"a unless b":                    true,
		"ALERTS":                        true,
		"count(ALERTS_FOR_STATE)":       true,
		"absent(up)":                    true,
		"absent_over_time(up[5m])":      true,
		"(a > 0) or (b > 0)":            true,
		"max_over_time((a > 0)[1h:5m])": true,
		"clamp_max(a > 0, 3)":           true,
		"a >":                           false, // told by others
	} {
		if got := mayBeEmpty(query); got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}
