package prometheus

import "bytes"

// most is how many kinds of entries are looked at in one list.
const most = 200

// Samples shortens a long list in YAML to one entry of every kind, and to 200
// kinds: target files and the list of expected targets have as many entries as
// a site has targets, and differ in digits. Entries begin with a line that has
// the prefix start; what stands before the first one is kept.
func Samples(content []byte, start string) []byte {
	var out, entry []byte
	seen := map[string]bool{}
	flush := func() {
		if kind := string(digits(entry)); len(entry) > 0 && !seen[kind] && len(seen) < most {
			seen[kind] = true
			out = append(out, entry...)
		}
		entry = entry[:0]
	}
	for line := range bytes.Lines(content) {
		if bytes.HasPrefix(line, []byte(start)) {
			flush()
		}
		entry = append(entry, line...)
	}
	flush()
	return out
}

// digits replaces every run of digits by one.
func digits(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		if '0' <= b && b <= '9' {
			b = '0'
			if len(out) > 0 && out[len(out)-1] == '0' {
				continue
			}
		}
		out = append(out, b)
	}
	return out
}
