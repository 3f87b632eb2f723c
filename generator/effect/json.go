package effect

import (
	"encoding/json"
	"io"

	"gen/generator/tree"
)

// document is the documented shape of a change in JSON. Lists are never null.
type document struct {
	Changes     bool     `json:"changes"`
	Nodes       []Node   `json:"nodes"`
	Created     []string `json:"created"`
	Changed     []string `json:"changed"`
	Removed     []string `json:"removed"`
	Relabelled  []string `json:"relabelled"`
	HandEdited  []string `json:"hand_edited"`
	Foreign     []string `json:"foreign"`
	Interrupted bool     `json:"interrupted"`
}

// WriteJSON writes a change as one JSON document. The error is that of w.
func WriteJSON(w io.Writer, c *tree.Changes, nodes []Node) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document{
		c.Any(), list(nodes), list(c.Created), list(c.Changed), list(c.Removed), list(c.Relabelled),
		list(c.HandEdited), list(c.Foreign), c.Interrupted || c.Resumed,
	})
}

// list turns nil into an empty list.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
