package main

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// seen is when people of the pictures look at their phones.
var seen = began.Add(5 * time.Minute)

// look makes of the texts of a message what its service shows.
func look(kind string, texts map[string]string) shown {
	switch kind {
	case "discord":
		return shown{texts["Title"], discordText(texts["Message"]), discordColor(texts["Title"])}
	case "slack":
		return shown{texts["Title"], slackText(texts["Text"]), map[string]string{"danger": "#a30200", "warning": "#daa038", "good": "#2eb67d"}[texts["Color"]]}
	case "telegram":
		return shown{Body: lines(texts["Message"])}
	}
	return shown{texts["Subject"], mailBody(texts["HTML"]), ""}
}

// discordColor is that of notify/discord/discord.go@v0.34.0.
func discordColor(title string) string {
	if strings.HasPrefix(title, "✅") {
		return "#2ECC71"
	}
	return "#992D22"
}

func lines(text string) template.HTML { return template.HTML(strings.ReplaceAll(text, "\n", "<br>\n")) }

// replaced replaces what matches a pattern by what make says of its parts.
func replaced(text, pattern string, make func(parts []string) string) string {
	re := regexp.MustCompile(pattern)
	return re.ReplaceAllStringFunc(text, func(found string) string { return make(re.FindStringSubmatch(found)) })
}

func link(url, word string) string { return `<a href="` + url + `">` + word + `</a>` }

// discordText reads as much of Discord's Markdown as messages hold.
func discordText(text string) template.HTML {
	text = replaced(text, `<t:(\d+):([tR])>`, func(p []string) string {
		if p[2] == "t" {
			return moment(p[1]).Format("15:04")
		}
		return fmt.Sprintf("%.0f minutes ago", seen.Sub(moment(p[1])).Minutes())
	})
	text = html.EscapeString(text)
	text = replaced(text, `(^|[^\\])\[([^\]\\]*)\]\(([^)]*)\)`, func(p []string) string { return p[1] + link(p[3], p[2]) })
	text = replaced(text, `\*\*(.*?)\*\*`, func(p []string) string { return "<b>" + p[1] + "</b>" })
	return lines(replaced(text, `\\([^0-9A-Za-z\s])`, func(p []string) string { return p[1] }))
}

// slackText reads as much of Slack's mrkdwn as messages hold; it is escaped as HTML is.
func slackText(text string) template.HTML {
	text = replaced(text, `<!date\^(\d+)[^>]*>`, func(p []string) string { return moment(p[1]).Format("15:04, Jan 2") })
	text = replaced(text, `<(http[^|>]*)\|([^>]*)>`, func(p []string) string { return link(p[1], p[2]) })
	return lines(replaced(text, `\*([^*\n]+)\*`, func(p []string) string { return "<b>" + p[1] + "</b>" }))
}

func moment(unix string) time.Time {
	seconds, _ := strconv.ParseInt(unix, 10, 64)
	return time.Unix(seconds, 0).UTC()
}

// mailBody is what stands in the body of a mail.
func mailBody(text string) template.HTML {
	_, text, _ = strings.Cut(text, "<body")
	_, text, _ = strings.Cut(text, ">")
	text, _, _ = strings.Cut(text, "</body>")
	return template.HTML(text)
}
