package grafana

import (
	"bytes"
	"encoding/json"
)

// encode writes v as JSON with sorted keys, two blanks of indentation and a
// newline at the end, so that a diff shows only what has changed. PromQL stays
// readable: nothing is escaped for HTML, which these files never become.
func encode(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var sorted any
	if err := decoder.Decode(&sorted); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(sorted); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
