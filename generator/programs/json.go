package programs

import (
	"encoding/json"
	"io"
)

// entry is a line of programs.lock in JSON, with what has become of it.
type entry struct {
	State         string `json:"state"`
	Service       string `json:"service"`
	Version       string `json:"version"`
	Arch          string `json:"arch"`
	URL           string `json:"url"`
	ArchiveSHA256 string `json:"archive_sha256,omitempty"`
	Program       string `json:"program,omitempty"`
	ProgramSHA256 string `json:"program_sha256,omitempty"`
}

// WriteJSON writes {"programs": [...]}; state is new, changed, kept or dropped.
func (r *Result) WriteJSON(w io.Writer) error {
	list := []entry{}
	for _, part := range []struct {
		state string
		lines []Locked
	}{{"new", r.New}, {"changed", r.Changed}, {"kept", r.Kept}, {"dropped", r.Dropped}} {
		for _, l := range part.lines {
			list = append(list, entry{part.state, l.Service, l.Version.String(), l.Arch, l.URL, l.Archive, l.Program, l.SHA256})
		}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(map[string][]entry{"programs": list})
}
