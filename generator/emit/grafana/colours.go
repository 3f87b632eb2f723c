package grafana

// palette is how colours by meaning look: names of Grafana's own, which suit
// its light and its dark theme. Red is for what is bad only.
var palette = map[string]string{
	"ok": "green", "notice": "yellow", "warn": "orange", "crit": "red", "neutral": "blue",
	"used": "purple", "free": "green", "total": "light-blue",
	"read": "blue", "write": "orange", "in": "blue", "out": "orange",
}

// colour is how a meaning looks; one that the palette does not have stays as it is.
func colour(meaning string) string {
	if own, known := palette[meaning]; known {
		return own
	}
	return meaning
}
