package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"time"
)

// prometheus is a Prometheus of the site as a person sees it, with the admin certificate.
type prometheus struct {
	base   string
	client *http.Client
}

// target is one place that is scraped.
type target struct {
	Labels    map[string]string `json:"labels"`
	Health    string            `json:"health"`
	LastError string            `json:"lastError"`
}

// name is the job and the instance.
func (t target) name() string { return t.Labels["job"] + " " + t.Labels["instance"] }

// rule is a rule as Prometheus evaluates it.
type rule struct {
	Name      string  `json:"name"`
	Health    string  `json:"health"`
	LastError string  `json:"lastError"`
	Duration  float64 `json:"duration"` // how long an alert waits, in seconds
}

// alert is an alert that is pending or firing.
type alert struct {
	Labels map[string]string `json:"labels"`
	State  string            `json:"state"`
}

// prometheuses are all of the site's, by the order of their nodes.
func (s *site) prometheuses() []*prometheus {
	var all []*prometheus
	for _, p := range s.all("prometheus") {
		all = append(all, &prometheus{"https://" + p.service.Listeners[0].Address + "/api/v1/", s.person()})
	}
	return all
}

// person is a client who shows the admin certificate, and believes the site's authority.
func (s *site) person() *http.Client {
	// Both are read for each connection, as they change.
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		config, err := credentials(filepath.Join(s.proofs, "admin"), filepath.Join(s.proofs, "ca-server.crt"))
		if err != nil {
			return nil, err
		}
		return (&tls.Dialer{Config: config}).DialContext(ctx, network, address)
	}
	return &http.Client{Transport: &http.Transport{DialTLSContext: dial, DisableKeepAlives: true}, Timeout: 15 * time.Second}
}

// ask reads the data of one endpoint of the API.
func (p *prometheus) ask(ctx context.Context, endpoint string, data any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+endpoint, nil)
	if err != nil {
		return err
	}
	answer, err := p.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var body struct {
		Data  any
		Error string
	}
	body.Data = data
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		return fmt.Errorf("%s: %s: %w", endpoint, answer.Status, err)
	}
	if body.Error != "" {
		return errors.New(endpoint + ": " + body.Error)
	}
	return nil
}

func (p *prometheus) targets(ctx context.Context) ([]target, error) {
	var data struct{ ActiveTargets []target }
	err := p.ask(ctx, "targets?state=active", &data)
	return data.ActiveTargets, err
}

func (p *prometheus) rules(ctx context.Context) ([]rule, error) {
	var data struct{ Groups []struct{ Rules []rule } }
	err := p.ask(ctx, "rules", &data)
	var all []rule
	for _, group := range data.Groups {
		all = append(all, group.Rules...)
	}
	return all, err
}

func (p *prometheus) alerts(ctx context.Context) ([]alert, error) {
	var data struct{ Alerts []alert }
	err := p.ask(ctx, "alerts", &data)
	return data.Alerts, err
}

// sample is a value with its labels.
type sample struct {
	labels map[string]string
	value  float64
}

// vector is the result of an expression over targets, by their names.
func (p *prometheus) vector(ctx context.Context, expression string) (map[string]sample, error) {
	var data struct {
		Result []struct {
			Metric map[string]string
			Value  [2]any
		}
	}
	err := p.ask(ctx, "query?query="+url.QueryEscape(expression), &data)
	all := map[string]sample{}
	for _, r := range data.Result {
		value, bad := strconv.ParseFloat(fmt.Sprint(r.Value[1]), 64)
		err = errors.Join(err, bad)
		all[target{Labels: r.Metric}.name()] = sample{r.Metric, value}
	}
	return all, err
}

// query is the values of an expression, each with its host.
func (p *prometheus) query(ctx context.Context, expression string) (map[string]float64, error) {
	samples, err := p.vector(ctx, expression)
	values := map[string]float64{}
	for _, s := range samples {
		values[s.labels["host"]] = s.value
	}
	return values, err
}
