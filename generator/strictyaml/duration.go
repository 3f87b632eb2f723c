package strictyaml

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// units are Prometheus' units of time in the order in which they must stand;
// a day always has 24 hours (prometheus/common model/time.go@v0.45.0).
var units = []struct {
	name string
	span time.Duration
}{
	{"y", 365 * 24 * time.Hour},
	{"w", 7 * 24 * time.Hour},
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
	{"ms", time.Millisecond},
}

// ParseDuration reads a time span such as 30s, 1h30m, 30d or 0 in Prometheus'
// notation: whole numbers, larger units first, each unit once. The error's
// text is a hint that says what to type.
func ParseDuration(text string) (time.Duration, error) {
	if text == "0" {
		return 0, nil
	}
	if _, err := strconv.Atoi(text); err == nil && !strings.HasPrefix(text, "-") {
		return 0, fmt.Errorf("add a unit: %ss, %sm, %sh or %sd", text, text, text, text)
	}
	var total time.Duration
	next := 0
	for rest := text; rest != "" || next == 0; {
		number, unit, tail := splitDuration(rest)
		at := unitFrom(unit, next)
		if number == "" || at < 0 {
			return 0, errors.New("type whole numbers with units y, w, d, h, m, s, ms, larger ones first, such as 30s, 1h30m or 30d")
		}
		count, err := strconv.ParseInt(number, 10, 64)
		if err != nil || count > (math.MaxInt64-int64(total))/int64(units[at].span) {
			return 0, errors.New("type a shorter time, at most 292 years")
		}
		total += time.Duration(count) * units[at].span
		next, rest = at+1, tail
	}
	return total, nil
}

// splitDuration cuts the first number and unit off text.
func splitDuration(text string) (number, unit, tail string) {
	digits := strings.TrimLeft(text, "0123456789")
	letters := strings.TrimLeft(digits, "abcdefghijklmnopqrstuvwxyz")
	return text[:len(text)-len(digits)], digits[:len(digits)-len(letters)], letters
}

// unitFrom finds a unit at or after the given one, or returns -1.
func unitFrom(name string, first int) int {
	for i := first; i < len(units); i++ {
		if units[i].name == name {
			return i
		}
	}
	return -1
}
