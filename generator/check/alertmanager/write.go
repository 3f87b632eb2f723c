package alertmanager

import "errors"

// Message is what one way of a receiver is sent about a group of alerts.
type Message struct {
	Receiver string
	// Way is how Alertmanager calls the kind of receiver, such as discord.
	Way string
	// Texts are what was a template, by field, such as Title; of fields in lists the last.
	Texts map[string]string
}

// Write writes the messages of all receivers about a group of alerts, sorted by
// receiver, with the texts of the template files and the URL at which people
// reach Alertmanager.
func (c *Config) Write(files map[string][]byte, external string, s Sample) ([]Message, error) {
	w, faults := writerOf(files, external)
	if w == nil {
		return nil, errors.New(faults[0].Fact)
	}
	var all []Message
	for _, name := range sortedKeys(c.receivers) {
		data := s.data(w.engine, name)
		for _, own := range c.receivers[name].ways {
			m := Message{Receiver: name, Way: own.kind, Texts: map[string]string{}}
			for _, t := range own.texts {
				got, err := w.fill(own, t, data)
				if err != nil {
					return nil, errors.New(cleaned(err))
				}
				m.Texts[t.field] = got
			}
			all = append(all, m)
		}
	}
	return all, nil
}
