package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// sabotage is a mistake that a host could have, and what has to go red then.
type sabotage struct {
	about, blueprint string // of the first host with that service
	script           string // $OWN has its certificates; again restarts it; /etc/stranger is one for another host
	look             func(*lab, context.Context) (string, error)
	words            string // of what the lab has to say then
}

// sabotages are in the files of hosts, as if gen had written them so. They show that the checks of
// the lab can fail, and that they tell the cause.
var sabotages = []sabotage{
	{"the authority of clients in the place of that of servers", "prometheus",
		"cat $OWN/ca-client.crt >$OWN/ca-server.crt; again", (*lab).targetsAre, "x509"},
	{"the certificate of another host", "node_exporter",
		"for kind in crt key; do cat /etc/stranger.$kind >$OWN/server.$kind; done; again", (*lab).targetsAre, "certificate is valid for"},
	{"a key that its service cannot read", "prometheus",
		"chmod 600 $OWN/client.key; chown root $OWN/client.key", (*lab).targetsAre, "permission denied"},
	{"another port", "node_exporter",
		"sed -i 's/:9100/:9109/' $UNIT; again", (*lab).targetsAre, "connection refused"},
	{"a flag that there is not", "node_exporter",
		"sed -i 's/--collector.systemd/--collector.systemdd/' $UNIT; again", (*lab).unitsAre, "unknown long flag"},
	{"a client that is not admitted", "node_exporter",
		"sed -i 's/prometheus.client/nobody.client/' $WEB; again", (*lab).targetsAre, "bad certificate"},
	{"a listener that admits everybody", "node_exporter",
		"sed -i 's/RequireAndVerifyClientCert/NoClientCert/; /client_ca_file/d; /client_allowed_sans/,+1d' $WEB; again", (*lab).strangersRefused, "is admitted"},
	{"a listener on every address", "node_exporter",
		"sed -i 's/--web.listen-address=[^ ]*/--web.listen-address=:9100/' $UNIT; again", (*lab).addressesNamed, "*:9100"},
	{"a firewall that is closed", "node_exporter",
		"sed -i 's/tcp dport 9100 ip saddr [^ ]* accept/tcp dport 9100 drop/' $WALL; again", (*lab).targetsAre, "deadline exceeded"},
	{"a firewall that is open", "node_exporter",
		"sed -i '/ drop$/d' $WALL; again", (*lab).firewallsHold, "from another host: <nil>"},
	{"a target that nobody knows of", "prometheus",
		"rm /etc/prometheus/targets/node_exporter.yml; again", (*lab).targetsAre, "expected are"},
	{"a rule that cannot be evaluated", "prometheus",
		"sed -i '0,/expr: .*/s//expr: up * on(job) group_left up/' $RULES; again", (*lab).rulesAre, "many-to-many"},
	{"the key of another certificate", "node_exporter",
		"cat /etc/stranger.key >$OWN/server.key; again", (*lab).unitsAre, "private key does not match"},
	{"a user that there is not", "node_exporter",
		"sed -i 's/^User=.*/User=nobody-knows/' $UNIT; again", (*lab).unitsAre, "217/USER"},
	{"a program that there is not", "node_exporter",
		"sed -i 's,^ExecStart=/usr/local/bin/,ExecStart=/usr/local/sbin/,' $UNIT; again", (*lab).unitsAre, "203/EXEC"},
	{"a unit that may do less than its service needs", "node_exporter",
		"sed -i 's/^RestrictAddressFamilies=.*/RestrictAddressFamilies=AF_UNIX/' $UNIT; again", (*lab).unitsAre, "address family not supported"},
	{"a word that is misspelt", "node_exporter",
		"sed -i 's/client_ca_file/client_ca_flie/' $WEB; again", (*lab).unitsAre, "client_ca_flie"},
	{"no encryption where the other side wants it", "prometheus",
		"sed -i 's/scheme: https/scheme: http/' $SCRAPES; again", (*lab).targetsAre, "400 Bad Request"},
	{"a page that there is not", "prometheus",
		"sed -i 's,metrics_path: /metrics,metrics_path: /metric,' $SCRAPES; again", (*lab).targetsAre, "404 Not Found"},
	{"a name that nobody knows", "prometheus",
		`sed -i 's/"192.168.10.[0-9]*:/"nowhere.invalid:/' /etc/prometheus/targets/node_exporter.yml`, (*lab).targetsAre, "lookup nowhere.invalid"},
}

// saboteur is what scripts begin with; %[1]s is the service, %[2]s what restarts it.
const saboteur = `OWN=/etc/ssl/%[1]s UNIT=/etc/systemd/system/%[1]s.service WEB=/etc/%[1]s/web-config.yml
RULES=/etc/prometheus/rules/nginx_exporter.yml WALL=/etc/gen/firewall.nft SCRAPES=/etc/prometheus/prometheus.yml
again() { systemctl daemon-reload; systemctl reload gen-firewall; %[2]s restart %[1]s; }
`

// mistakesShow makes each mistake, waits until the lab has seen it, and has apply mend it.
func (l *lab) mistakesShow(ctx context.Context) (string, error) {
	other, err := l.scraper()
	if err != nil {
		return "", err
	}
	stranger, err := l.steal([]string{other.Name + "." + l.Domain}, other.addresses())
	if err != nil {
		return "", err
	}
	var all []error
	for _, s := range sabotages {
		if err := l.mistake(ctx, s, stranger); err != nil {
			all = append(all, fmt.Errorf("%s: %w", s.about, err))
			continue
		}
		l.count("mistakes seen", 1)
	}
	return fmt.Sprintf("%d mistakes", len(sabotages)), errors.Join(all...)
}

func (l *lab) mistake(ctx context.Context, s sabotage, stranger string) error {
	service, node, err := l.find(s.blueprint)
	if err != nil {
		return err
	}
	h := l.host(node.Name)
	for _, suffix := range []string{".crt", ".key"} {
		if _, err := do(ctx, "cp", stranger+suffix, filepath.Join(h.root(), "etc/stranger"+suffix)); err != nil {
			return err
		}
	}
	_, err = h.run(ctx, "sh", "-euc", fmt.Sprintf(saboteur, service.Name, controller(service))+s.script)
	if err == nil {
		err = eventually(ctx, func() error { _, found := s.look(l, ctx); return red(found, s.words) })
	}
	said, mended := h.install(ctx, l.site, l.folder, l.told)
	if mended == nil && strings.HasSuffix(said, nothingToChange) {
		mended = errors.New("apply has not seen it")
	}
	_, up := l.targetsUp(ctx)
	return errors.Join(err, mended, up)
}

// red is well when a check is not, and says why.
func red(found error, words string) error {
	switch {
	case found == nil:
		return errors.New("nobody sees it")
	case !strings.Contains(found.Error(), words):
		return fmt.Errorf("%q is not in what is said: %w", words, found)
	}
	return nil
}
