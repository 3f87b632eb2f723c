package main

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"unicode/utf8"
)

// discordURL is the webhook of the lab's Discord.
const discordURL = "https://discord.com/api/webhooks/1/lab"

// post is what Discord takes, as far as Alertmanager sends it (discord.com/developers, webhooks).
type post struct {
	Content string  `json:"content"`
	Embeds  []embed `json:"embeds"`
}

type embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// check refuses what Discord refuses.
func (p post) check() error {
	total := 0
	for _, e := range p.Embeds {
		title, description := utf8.RuneCountInString(e.Title), utf8.RuneCountInString(e.Description)
		if title > 256 || description > 4096 {
			return fmt.Errorf("title of %d and description of %d characters", title, description)
		}
		total += title + description
	}
	switch {
	case len(p.Embeds) > 10 || total > 6000 || utf8.RuneCountInString(p.Content) > 2000:
		return fmt.Errorf("%d embeds with %d characters", len(p.Embeds), total)
	case len(p.Embeds) == 0:
		return errors.New("message without embeds, as Alertmanager sends none")
	}
	return nil
}

// serveDiscord answers at discord.com as Discord does, until the lab ends.
func (o *outside) serveDiscord() error {
	listener, err := net.Listen("tcp", o.address+":443")
	if err != nil {
		return err
	}
	handler := http.NewServeMux()
	handler.HandleFunc("POST /api/webhooks/1/lab", func(w http.ResponseWriter, r *http.Request) {
		var p post
		err := json.NewDecoder(r.Body).Decode(&p)
		if err == nil {
			err = p.check()
		}
		if err != nil {
			o.note(message{service: "discord", refused: err.Error()})
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		o.note(message{service: "discord", state: stateOf(p.Embeds[0].Title), title: p.Embeds[0].Title, text: fmt.Sprint(p)})
		w.WriteHeader(http.StatusNoContent)
	})
	go func() { _ = http.Serve(tls.NewListener(listener, o.tls), handler) }()
	return nil
}
