package secrets

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// Every form that a blueprint can name is known here, and only those.
func TestFormsAreThoseOfBlueprints(t *testing.T) {
	var known []string
	for name, f := range forms {
		known = append(known, name)
		if f.is == nil || f.usual != nil && f.doubt == "" {
			t.Errorf("%s lacks something", name)
		}
	}
	slices.Sort(known)
	want := append(slices.Clone(blueprint.SecretForms), plan.BasicAuthForm)
	slices.Sort(want)
	if !slices.Equal(known, want) {
		t.Errorf("got %q, want %q", known, want)
	}
}

func TestForms(t *testing.T) {
	long := strings.Repeat("y", 80)
	for _, c := range []struct {
		form, text string
		// why is a part of what is wrong; ok or doubtful for what can be used.
		why string
	}{
		{"password", "a", OK},
		{"password", "with a blank and ünicode $x", OK},
		{"password", "", "it is empty"},
		{"password", "two\nlines", "more than one line"},
		{"password", "two\rlines", "more than one line"},
		{"password", "a\x00b", "a control character"},
		{"password", "a\tb", "a control character"},
		{"password", "a\x7fb", "a control character"},
		{"password", "a\u0085b", "a control character"},
		{"password", " a", "begins or ends with a blank"},
		{"password", "a ", "begins or ends with a blank"},
		{"password", "a\u00a0", "begins or ends with a blank"},
		{"password", "\ufeffa", "begins or ends with a blank"},
		{"password", "\xff\xfe", "no text in UTF-8"},
		{"password", "changeme", "a placeholder"},
		{"password", "Password", "a placeholder"},
		{"password", "gen-secret-smtp", "a placeholder"},
		{"url", "https://gen-secret.invalid/discord", "a placeholder"},
		{"url", "https://hooks.example.org/a?b=c", OK},
		{"url", "http://hooks.example.org/a", "not an https URL"},
		{"url", "hooks.example.org/a", "not an https URL"},
		{"url", "https:///a", "not an https URL"},
		{"url", "https://user:pass@hooks.example.org/", "not an https URL"},
		{"url", "https://hooks.example.org/a b", "not an https URL"},
		{"url", "https://hooks.example.org/%zz", "not an https URL"},
		{"token", "abc", OK},
		{"token", "a b", "not one word"},
		{"discord-url", discord, OK},
		{"discord-url", "https://ptb.discord.com/api/webhooks/1/a-_B", OK},
		{"discord-url", "https://discordapp.com/api/v10/webhooks/1/aB", OK},
		{"discord-url", "https://discord.com/api/webhooks/1", Doubtful},
		{"discord-url", "https://discord.com.evil.example/api/webhooks/1/a", Doubtful},
		{"discord-url", "https://sink.example.org/x", Doubtful},
		{"discord-url", "http://discord.com/api/webhooks/1/a", "not an https URL"},
		{"discord-url", "MTIzNDU2.bot.token", "not an https URL"},
		{"slack-url", "https://hooks.slack.com/services/T0/B0/x", OK},
		{"slack-url", "https://slack.com/api", Doubtful},
		{"slack-url", "xoxb-1234", "not an https URL"},
		{"msteams-url", "https://a.webhook.office.com/webhookb2/x", OK},
		{"msteams-url", "https://prod-1.westeurope.logic.azure.com:443/workflows/x", Doubtful},
		{"msteams-url", "https://office.com/", Doubtful},
		{"telegram-token", "123456:ABC-def_9", OK},
		{"telegram-token", "bot123456:ABC", "not a bot's token"},
		{"telegram-token", "https://api.telegram.org/bot1:a", "not a bot's token"},
		{"pagerduty-key", strings.Repeat("0a", 16), OK},
		{"pagerduty-key", "abc", Doubtful},
		{"pagerduty-key", "https://events.pagerduty.com/", "not letters and digits"},
		{plan.BasicAuthForm, nodePass, OK},
		{plan.BasicAuthForm, string(Random()), OK},
		{plan.BasicAuthForm, "tooshort", "16 to 72 characters"},
		{plan.BasicAuthForm, long, "16 to 72 characters"},
		{plan.BasicAuthForm, "sixteen characterß", "16 to 72 characters"},
	} {
		use := plan.Secret{Forms: []string{c.form}}
		got, doubt := unfit(c.text, use), doubtful(c.text, use)
		if c.why == OK && got+doubt != "" || c.why == Doubtful && (got != "" || doubt == "") || c.why != OK && c.why != Doubtful && !strings.Contains(got, c.why) {
			t.Errorf("%s %q: got %q, %q, want %s", c.form, c.text, got, doubt, c.why)
		}
		if len(c.text) > 8 && strings.Contains(got+doubt, c.text) {
			t.Errorf("%s %q stands in %q", c.form, c.text, got+doubt)
		}
	}
}

// What one reader could use, another could not.
func TestReaders(t *testing.T) {
	for _, c := range []struct {
		use       plan.Secret
		text, why string
	}{
		{plan.Secret{Expands: []string{"$"}}, "pa$$word", "it holds $, which its reader takes for something else"},
		{plan.Secret{Expands: []string{"%("}}, "50%(x)s", "it holds %("},
		{plan.Secret{Expands: []string{"%("}}, "50% $x", ""},
		{plan.Secret{Inline: true}, `a"b`, "a meaning in YAML"},
		{plan.Secret{Inline: true}, "a #b", "a meaning in YAML"},
		{plan.Secret{Inline: true}, "it's", "a meaning in YAML"},
		{plan.Secret{Inline: true}, discord, ""},
		{plan.Secret{Forms: []string{"file"}}, "{\n  \"a\": 1\n}\n", ""},
		{plan.Secret{Forms: []string{"file"}}, "", "it is empty"},
		{plan.Secret{Forms: []string{"url", "password"}}, "a password", "not an https URL"},
	} {
		if got := unfit(c.text, c.use); c.why == "" && got != "" || !strings.Contains(got, c.why) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.why)
		}
	}
}

// What is wrong stands below the table once, with what to type.
func TestTextTellsEachTroubleOnce(t *testing.T) {
	l := full(t)
	l.put(t, "grafana-metrics", "two\nlines")
	l.put(t, "discord", "https://sink.example.org/x")
	remove(t, "secrets/node-pass")
	rows, err := l.open(t).List()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteText(&out, rows); err != nil {
		t.Fatal(err)
	}
	_, below, _ := strings.Cut(out.String(), "prometheus    mon   /etc/prometheus/secrets/node-pass        root:prometheus    0640\n")
	want := "discord (secrets/discord): it is no address like https://discord.com/api/webhooks/ID/TOKEN\n" +
		"grafana-metrics (secrets/grafana-metrics): it has more than one line\n  gen secrets set grafana-metrics\n" +
		"the secret node-pass is nowhere: not in secrets/node-pass, and not in the environment as GEN_SECRET_NODE_PASS\n  gen secrets set node-pass\n"
	if below != want {
		t.Errorf("got\n%s\nwant the end\n%s", out.String(), want)
	}
}

// A value has to suit all of its readers, and the error names where it was.
func TestValueSuitsAllReaders(t *testing.T) {
	l := full(t)
	l.put(t, "grafana-metrics", "pl4nt3d%(m)s")
	_, err := l.open(t).Value("grafana-metrics")
	fails(t, err, "the secret grafana-metrics (secrets/grafana-metrics) cannot be used: it holds %(", "gen secrets set grafana-metrics")
	rows, err := l.open(t).List()
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, r := range rows {
		states[r.Name+" "+r.Service] = r.State
	}
	if states["grafana-metrics grafana"] != Wrong || states["grafana-metrics prometheus"] != OK || Good(rows) {
		t.Errorf("got %v", states)
	}
}
