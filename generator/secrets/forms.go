package secrets

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gen/generator/blueprint"
	"gen/generator/plan"
)

// form is what a secret has to look like. Neither sentence may hold anything of
// the secret.
type form struct {
	// is tells whether it can be one; want says what one looks like.
	is   func(string) bool
	want string
	// usual tells whether it is like all that are known; else doubt says what it is not.
	usual func(string) bool
	doubt string
}

// forms are those of blueprint.SecretForms and plan.BasicAuthForm. The services' own pages say
// what their addresses look like; a proxy or a service of one's own may stand
// in their place, so that another https address is only doubted.
var forms = map[string]form{
	"password":         {is: anything},
	"file":             {is: anything},
	"token":            {is: oneWord, want: "one word without blanks"},
	"url":              {is: https, want: "an https URL"},
	"discord-url":      {https, "an https URL", address(`^(canary\.|ptb\.)?discord(app)?\.com$`, `^/api/(v[0-9]+/)?webhooks/[0-9]+/[A-Za-z0-9_-]+$`), "it is no address like https://discord.com/api/webhooks/ID/TOKEN"},
	"slack-url":        {https, "an https URL", address(`^hooks\.slack(-gov)?\.com$`, `^/(services|workflows)/`), "it is no address like https://hooks.slack.com/services/…"},
	"msteams-url":      {https, "an https URL", address(`\.(webhook\.office\.com|logic\.azure\.com|api\.powerplatform\.com)$`, `^/.`), "it is no address like https://….webhook.office.com/…"},
	"telegram-token":   {is: matches(`^[0-9]+:[A-Za-z0-9_-]+$`), want: "a bot's token, such as 123456:ABC-DEF…"},
	"pagerduty-key":    {matches(`^[A-Za-z0-9]+$`), "letters and digits", matches(`^.{32}$`), "an integration key has 32 characters"},
	plan.BasicAuthForm: {is: strong, want: "16 to 72 characters of ASCII long; gen secrets set NAME --generate makes one"},
}

// unfit says why a reader cannot use the text, or "".
func unfit(text string, s plan.Secret) string {
	why := unreadable(text)
	if whole := slices.Contains(s.Forms, blueprint.SecretFile); why != "" && (!whole || text == "") {
		return why
	}
	for _, name := range s.Forms {
		if f, known := forms[name]; known && !f.is(text) {
			return "it is not " + f.want
		}
	}
	for _, sequence := range s.Expands {
		if strings.Contains(text, sequence) {
			return "it holds " + sequence + ", which its reader takes for something else"
		}
	}
	if s.Inline && strings.ContainsAny(text, " \"'\\`#{}[]&*!|>,$") {
		return "it holds a character with a meaning in YAML, and this version reads it from its configuration only"
	}
	return ""
}

// doubtful says what is unusual about the text, or "".
func doubtful(text string, s plan.Secret) string {
	for _, name := range s.Forms {
		if f := forms[name]; f.usual != nil && !f.usual(text) {
			return f.doubt
		}
	}
	return ""
}

// placeholders are what people and gen write where a secret belongs.
var placeholders = regexp.MustCompile(`(?i)^(https://gen-secret\.invalid/.*|gen-secret-.*|change-?me|password|secret|admin|todo|xxx+)$`)

// unreadable says what no reader could make sense of, or "".
func unreadable(text string) string {
	switch {
	case text == "":
		return "it is empty"
	case !utf8.ValidString(text):
		return "it is no text in UTF-8"
	case strings.ContainsAny(text, "\r\n"):
		return "it has more than one line"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "it holds a control character"
	case strings.TrimSpace(text) != text || strings.HasPrefix(text, "\ufeff"):
		return "it begins or ends with a blank, which some readers cut off"
	case placeholders.MatchString(text):
		return "it still is a placeholder"
	}
	return ""
}

func anything(string) bool { return true }

func oneWord(text string) bool { return !strings.ContainsFunc(text, unicode.IsSpace) }

// strong tells whether a password is fit for a hash that lies in git: too long
// to be guessed at any speed, and no longer than bcrypt looks at.
func strong(text string) bool {
	ascii := !strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII })
	return ascii && len(text) >= 16 && len(text) <= 72
}

func matches(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

// https tells whether a text is a URL that can be called over TLS.
func https(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && oneWord(text)
}

// address tells whether a URL has such a host and path.
func address(host, path string) func(string) bool {
	isHost, isPath := matches(host), matches(path)
	return func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && isHost(strings.ToLower(u.Host)) && isPath(u.EscapedPath())
	}
}
