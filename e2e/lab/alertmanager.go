package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// alertmanager is an Alertmanager of the site as a person sees it, with the admin certificate
// (api/v2/openapi.yaml@v0.26.0).
type alertmanager struct {
	base   string
	client *http.Client
	placed
}

func (s *site) alertmanagers() []alertmanager {
	var all []alertmanager
	for _, p := range s.all("alertmanager") {
		all = append(all, alertmanager{"https://" + p.service.Listeners[0].Address + "/api/v2/", s.person(), p})
	}
	return all
}

// ask sends a question, or something to keep, and reads the answer.
func (a alertmanager) ask(ctx context.Context, endpoint string, question, answer any) error {
	method, body := http.MethodGet, []byte(nil)
	if question != nil {
		method = http.MethodPost
		var err error
		if body, err = json.Marshal(question); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base+endpoint, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	said, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer said.Body.Close()
	if said.StatusCode != http.StatusOK {
		return fmt.Errorf("%s%s: %s", a.base, endpoint, said.Status)
	}
	return json.NewDecoder(said.Body).Decode(answer)
}

// members are how many Alertmanagers it knows, itself included, or an error until it has settled.
func (a alertmanager) members(ctx context.Context) (int, error) {
	var status struct {
		Cluster struct {
			Status string
			Peers  []struct{ Address string }
		}
	}
	err := a.ask(ctx, "status", nil, &status)
	if err == nil && status.Cluster.Status != "ready" {
		err = fmt.Errorf("the cluster is %q for Alertmanager on %s", status.Cluster.Status, a.node.Name)
	}
	return len(status.Cluster.Peers), err
}

// matcher chooses alerts.
type matcher struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	IsRegex bool   `json:"isRegex"`
	IsEqual bool   `json:"isEqual"`
}

// silence hides an alert that never fires, for an hour, and returns its number.
func (a alertmanager) silence(ctx context.Context) (string, error) {
	wish := map[string]any{
		"matchers":  []matcher{{"alertname", "NeverFires", false, true}},
		"startsAt":  time.Now().UTC(),
		"endsAt":    time.Now().UTC().Add(time.Hour),
		"createdBy": "lab", "comment": "made while the other one was away",
	}
	var made struct{ SilenceID string }
	err := a.ask(ctx, "silences", wish, &made)
	return made.SilenceID, err
}

// silenced tells whether it knows of a silence.
func (a alertmanager) silenced(ctx context.Context, id string) error {
	var found struct{ ID string }
	return a.ask(ctx, "silence/"+id, nil, &found)
}

// fires tells whether it has been told of an alert that has not ended.
func (a alertmanager) fires(ctx context.Context, name string) error {
	var alerts []struct{ Labels map[string]string }
	if err := a.ask(ctx, "alerts", nil, &alerts); err != nil {
		return err
	}
	for _, one := range alerts {
		if one.Labels["alertname"] == name {
			return nil
		}
	}
	return fmt.Errorf("alertmanager on %s has not been told of %s", a.node.Name, name)
}
