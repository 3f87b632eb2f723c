// Command cadvisor is cAdvisor as the lab runs it: the library of google/cadvisor with the
// flags, /metrics and /healthz of its command and no user interface. The command itself is
// a module with replacements, which cannot be had as a Go module.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/google/cadvisor/cache/memory"
	"github.com/google/cadvisor/container"
	_ "github.com/google/cadvisor/container/containerd/install"
	_ "github.com/google/cadvisor/container/docker/install"
	_ "github.com/google/cadvisor/container/systemd/install"
	v2 "github.com/google/cadvisor/info/v2"
	"github.com/google/cadvisor/manager"
	"github.com/google/cadvisor/metrics"
	"github.com/google/cadvisor/utils/sysfs"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/utils/clock"
)

// labels returns the labels of a container's series, as the command's -store_container_labels
// chooses them.
func labels(all bool) metrics.ContainerLabelsFunc {
	if all {
		return metrics.DefaultContainerLabels
	}
	return metrics.BaseContainerLabels(nil)
}

// run serves the metrics of all containers at an address; it returns when that fails.
func run(address string, disabled container.MetricSet, label metrics.ContainerLabelsFunc) error {
	included := container.AllMetrics.Difference(disabled)
	adaptive := true
	longest := flag.Lookup("max_housekeeping_interval").Value.(flag.Getter).Get().(time.Duration)
	keeping := manager.HousekeepingConfig{Interval: &longest, AllowDynamic: &adaptive}
	m, err := manager.New(memory.New(2*time.Minute, nil), sysfs.NewRealSysFs(), keeping, included,
		http.DefaultClient, []string{"/"}, nil, "", 0)
	if err != nil {
		return err
	}
	if err := m.Start(); err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	options := v2.RequestOptions{IdType: v2.TypeName, Count: 1, Recursive: true}
	registry.MustRegister(
		metrics.NewPrometheusCollector(m, label, included, clock.RealClock{}, options),
		metrics.NewPrometheusMachineCollector(m, included))
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	return http.ListenAndServe(address, nil)
}

func main() {
	ip := flag.String("listen_ip", "", "IP to listen on")
	port := flag.Int("port", 8080, "port to listen on")
	store := flag.Bool("store_container_labels", true, "container labels become labels of series")
	disabled := container.MetricSet{}
	flag.Var(&disabled, "disable_metrics", "comma-separated metrics to leave out")
	flag.Bool("logtostderr", true, "log to stderr, which is all there is; the official image says so")
	flag.Parse()
	log.Fatal(run(net.JoinHostPort(*ip, strconv.Itoa(*port)), disabled, labels(*store)))
}
