package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gen/generator/describe"
)

// counted is a Prometheus with one target, which was scraped ten times.
func counted(t *testing.T, well int) *prometheus {
	t.Helper()
	answers := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		value := 10
		if strings.Contains(r.FormValue("query"), "sum_over_time") {
			value -= well
		}
		fmt.Fprintf(w, `{"data": {"result": [{"metric": {"job": "nginx", "instance": "web1:9113", "host": "web1"}, "value": [1, "%d"]}]}}`, value)
	}))
	t.Cleanup(answers.Close)
	return &prometheus{base: answers.URL + "/", client: answers.Client()}
}

func TestMissedScrapes(t *testing.T) {
	const why, trust, slow = "connection refused", "remote error: tls: unknown certificate authority", "context deadline exceeded"
	web1 := &host{Node: describe.Node{Name: "web1", Services: []describe.Service{{Blueprint: "nginx", Unit: "nginx.service"}}}}
	for _, test := range []struct {
		about, said, why string
		well             int
		wrong            string
		slowness         int
	}{
		{"none", "", "", 10, "", 1},
		{"one", "", why, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + why, 1},
		{"one, when its service restarted", "  restarted nginx.service\n", why, 9, "", 1},
		{"one, not believed, when its service restarted", "  restarted nginx.service\n", trust, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + trust, 1},
		{"two, when its service restarted once", "  restarted nginx.service\n", why, 8, "nginx web1:9113: 2 scrapes of 10 failed: " + why, 1},
		{"one, when another service restarted", "  restarted db.service\n", why, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + why, 1},
		{"one, when its service was reloaded", "  reloaded nginx.service\n", why, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + why, 1},
		{"two, when its service restarted on a busy machine", "  restarted nginx.service\n", why, 8, "", 2},
		{"an answer that is late on a busy machine", "", slow, 9, "", 2},
		{"an answer that is late", "", slow, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + slow, 1},
		{"one, not believed, on a busy machine", "", trust, 9, "nginx web1:9113: 1 scrapes of 10 failed: " + trust, 9},
	} {
		w := newWatch()
		w.why["nginx web1:9113"], w.slowness = test.why, test.slowness
		w.restarted(web1, test.said)
		_, err := w.judge(t.Context(), counted(t, test.well), time.Minute)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != test.wrong {
			t.Errorf("%s: %q, want %q", test.about, got, test.wrong)
		}
	}
}
