package alertmanager

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/prometheus/alertmanager/config"
)

// receiver is a receiver with the ways in which it is told.
type receiver struct {
	name string
	ways []way
}

// way is one integration; its texts are every string in it that is a template.
type way struct {
	kind     string
	resolved bool
	// html tells that a message is HTML as a whole.
	html  bool
	texts []text
}

// text is a template in an integration, under the name of its field.
type text struct{ field, template string }

func (r receiver) resolved() bool {
	return slices.ContainsFunc(r.ways, func(w way) bool { return w.resolved })
}

// receiverOf finds the integrations of a receiver whatever their kind: every
// list of settings that can say whether it sends resolved alerts.
func receiverOf(r config.Receiver) receiver {
	out := receiver{name: r.Name}
	fields := reflect.ValueOf(r)
	for at := range fields.NumField() {
		list := fields.Field(at)
		if list.Kind() != reflect.Slice {
			continue
		}
		kind, _, _ := strings.Cut(fields.Type().Field(at).Tag.Get("yaml"), ",")
		for n := range list.Len() {
			if settings, ok := list.Index(n).Interface().(interface{ SendResolved() bool }); ok {
				out.ways = append(out.ways, wayOf(strings.TrimSuffix(kind, "_configs"), list.Index(n), settings.SendResolved()))
			}
		}
	}
	return out
}

func wayOf(kind string, settings reflect.Value, resolved bool) way {
	w := way{kind: kind, resolved: resolved}
	collect(settings, "", func(t text) {
		if t.field == "ParseMode" {
			w.html = t.template == "HTML"
		}
		w.texts = append(w.texts, t)
	})
	return w
}

// collect tells every string in a value, with the name of the field that it is in.
func collect(v reflect.Value, field string, tell func(text)) {
	switch v.Kind() {
	case reflect.String:
		tell(text{field, v.String()})
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(v.Elem(), field, tell)
		}
	case reflect.Slice:
		for at := range v.Len() {
			collect(v.Index(at), field, tell)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, key := range keys {
			collect(v.MapIndex(key), fmt.Sprint(key), tell)
		}
	case reflect.Struct:
		for at := range v.NumField() {
			if f := v.Type().Field(at); f.IsExported() && !literal(f.Name) {
				collect(v.Field(at), f.Name, tell)
			}
		}
	}
}

// literal tells fields that Alertmanager takes as they are: what is about the
// connection, and logins (notify/email/email.go).
func literal(field string) bool {
	return field == "HTTPConfig" || field == "Smarthost" || field == "Hello" || strings.HasPrefix(field, "Auth") || strings.HasSuffix(field, "File")
}
