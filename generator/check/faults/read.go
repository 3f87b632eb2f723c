package faults

import (
	"bytes"
	"os"

	"gopkg.in/yaml.v3"
)

// readTheme reads one file of the corpus. An unknown key would be a fault
// without an expectation, so that it is an error.
func readTheme(file string) ([]Fault, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var list []Fault
	d := yaml.NewDecoder(bytes.NewReader(content))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil {
		return nil, err
	}
	for at := range list {
		list[at].Theme = theme(file)
		if list[at].Site == "" {
			list[at].Site = "secure-web"
		}
	}
	return list, nil
}
