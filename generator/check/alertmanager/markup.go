package alertmanager

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// markup is the language in which the service reads a text: html, markdown,
// mrkdwn (Slack's), url, or nothing for plain text.
func (w way) markup(t text) string {
	switch {
	case t.field == "HTML", w.html && t.field == "Message":
		return "html"
	case w.kind == "slack" && t.field == "Text":
		return "mrkdwn"
	case (w.kind == "discord" || w.kind == "msteams") && (t.field == "Message" || t.field == "Text"):
		return "markdown"
	case t.field == "Href", t.field == "TitleLink", t.field == "ClientURL":
		return "url"
	}
	return ""
}

// References in the languages of chats. What an alert says has been escaped, so
// that every one that is left was meant: a mark with a backslash is text.
var (
	markdownLinks = regexp.MustCompile(`(?:^|[^\\])\[(?:[^\]\\]|\\.)*\]\(([^)]*)\)`)
	markdownCalls = regexp.MustCompile(`(?:^|[^\\])<[@#&]`)
	slackHalves   = regexp.MustCompile(`&(?:$|[^agl]|a[^m]|am[^p]|amp[^;]|g[^t]|gt[^;]|l[^t]|lt[^;])`)
	slackMarks    = regexp.MustCompile(`<([^>|]*)(?:\|[^>]*)?>`)
)

// blemish is what a service would not show as it is meant, or nothing.
func blemish(language, text string) string {
	switch language {
	case "html":
		return htmlBlemish(text)
	case "url":
		if strings.TrimSpace(text) != "" {
			return linkBlemish(text)
		}
	case "markdown":
		if markdownCalls.MatchString(text) {
			return "mentions somebody"
		}
		return firstLink(markdownLinks.FindAllStringSubmatch(text, -1))
	case "mrkdwn":
		marks := slices.DeleteFunc(slackMarks.FindAllStringSubmatch(text, -1), func(m []string) bool { return strings.HasPrefix(m[1], "!date^") })
		if slices.ContainsFunc(marks, func(m []string) bool { return strings.ContainsAny(m[1][:min(1, len(m[1]))], "!@#") }) {
			return "mentions somebody"
		}
		if slackHalves.MatchString(text) {
			return "has half of an escape"
		}
		return firstLink(marks)
	}
	return ""
}

// firstLink is what is wrong with the first bad one of some links.
func firstLink(matches [][]string) string {
	for _, m := range matches {
		if fact := linkBlemish(m[1]); fact != "" {
			return fact
		}
	}
	return ""
}

// linkBlemish wants a URL that a phone can open.
func linkBlemish(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(link, " \"<>\\^`{|}\t\n") {
		return fmt.Sprintf("has a link to %q, which is no URL", link)
	}
	return ""
}

// void are the elements that nothing closes (html.spec.whatwg.org, "Void elements").
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// htmlBlemish wants every element to be closed in its order, and every link to
// be a URL: Telegram refuses anything else, and readers of mail guess.
func htmlBlemish(text string) string {
	var open []string
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch kind, token := z.Next(), z.Token(); {
		case kind == html.ErrorToken && len(open) > 0:
			return fmt.Sprintf("never closes <%s>", open[len(open)-1])
		case kind == html.ErrorToken:
			return ""
		case kind == html.StartTagToken && !slices.Contains(void, token.Data):
			open = append(open, token.Data)
			fallthrough
		case kind == html.StartTagToken:
			if fact := hrefBlemish(token); fact != "" {
				return fact
			}
		case kind == html.EndTagToken && (len(open) == 0 || open[len(open)-1] != token.Data):
			return fmt.Sprintf("closes <%s>, which is not open", token.Data)
		case kind == html.EndTagToken:
			open = open[:len(open)-1]
		}
	}
}

func hrefBlemish(token html.Token) string {
	for _, a := range token.Attr {
		if a.Key == "href" {
			return linkBlemish(a.Val)
		}
	}
	return ""
}
