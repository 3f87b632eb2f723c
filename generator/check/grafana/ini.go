package grafana

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/ini.v1"

	"gen/generator/check/words"
	"gen/generator/report"
)

// judge tells whether a setting takes a value.
type judge func(value string) error

// settings are what conf/defaults.ini has in the sections that matter to a
// site's safety and reach, with what they take. Grafana reads an unknown one as
// if it were not there, so that a typo leaves the default in force. The list
// may lag behind Grafana: only what looks like one of its words is a mistake.
// Source: conf/defaults.ini and pkg/setting/setting.go@v11.5.1.
var settings = sync.OnceValue(func() map[string]map[string]judge {
	return map[string]map[string]judge{
		"paths": all(path, "data", "logs", "plugins", "provisioning"),
		"server": join(
			all(oneOf("http", "https", "h2", "socket", "socket_h2"), "protocol"),
			all(oneOf("TLS1.2", "TLS1.3"), "min_tls_version"),
			all(path, "cert_file", "cert_key"),
			all(number, "http_port"),
			all(span, "certs_watch_interval"),
			all(truth, "enforce_domain", "serve_from_sub_path", "router_logging", "enable_gzip"),
			all(anything, "http_addr", "domain", "root_url", "static_root_path", "socket", "cdn_url", "read_timeout", "cert_pass"),
		),
		"security": join(
			all(oneOf("lax", "strict", "none", "disabled"), "cookie_samesite"),
			all(truth, "disable_initial_admin_creation", "disable_gravatar", "disable_brute_force_login_protection", "cookie_secure", "allow_embedding",
				"strict_transport_security", "x_content_type_options", "x_xss_protection", "content_security_policy", "angular_support_enabled"),
			all(anything, "admin_user", "admin_password", "admin_email", "secret_key", "data_source_proxy_whitelist", "content_security_policy_template"),
		),
		"users": join(
			all(truth, "allow_sign_up", "allow_org_create", "auto_assign_org", "verify_email_enabled", "viewers_can_edit", "editors_can_admin"),
			all(oneOf("Viewer", "Editor", "Admin", "None"), "auto_assign_org_role"),
			all(anything, "auto_assign_org_id", "login_hint", "password_hint", "default_theme", "home_page", "hidden_users"),
		),
		"auth": join(
			all(truth, "disable_login_form", "disable_signout_menu", "oauth_auto_login", "sigv4_auth_enabled", "azure_auth_enabled"),
			all(span, "login_maximum_inactive_lifetime_duration", "login_maximum_lifetime_duration"),
			all(anything, "login_cookie_name", "token_rotation_interval_minutes", "signout_redirect_url", "api_key_max_seconds_to_live"),
		),
		"auth.anonymous": join(
			all(truth, "enabled", "hide_version"),
			all(oneOf("Viewer", "Editor", "Admin", "None"), "org_role"),
			all(anything, "org_name"),
		),
		"auth.basic": all(truth, "enabled"),
		"metrics": join(
			all(truth, "enabled", "disable_total_stats"),
			all(number, "interval_seconds", "total_stats_collector_interval_seconds"),
			all(anything, "basic_auth_username", "basic_auth_password"),
		),
		"dashboards": join(
			all(path, "default_home_dashboard_path"),
			all(number, "versions_to_keep"),
			all(anything, "min_refresh_interval"),
		),
		"log":       all(anything, "mode", "level", "filters"),
		"analytics": all(truth, "reporting_enabled", "check_for_updates", "check_for_plugin_updates", "feedback_links_enabled"),
		"plugins": join(
			all(truth, "preinstall_disabled", "preinstall_async", "plugin_admin_enabled", "enable_alpha"),
			all(anything, "preinstall", "allow_loading_unsigned_plugins", "plugin_catalog_url", "disable_plugins"),
		),
		"snapshots": join(
			all(truth, "enabled", "external_enabled", "public_mode"),
			all(anything, "external_snapshot_url", "external_snapshot_name"),
		),
		"news": all(truth, "news_feed_enabled"),
	}
})

// INI reads a grafana.ini with the library that Grafana reads it with
// (pkg/setting/setting.go); the error is in the words of people.
func INI(content []byte) error {
	file, err := ini.Load(content)
	if err != nil {
		return errors.New(words.Of(err))
	}
	for _, section := range file.Sections() {
		known, ok := settings()[section.Name()]
		if near, typo := report.Nearest(section.Name(), slices.Sorted(maps.Keys(settings()))); !ok && typo && section.Name() != ini.DefaultSection {
			return fmt.Errorf("there is no section [%s]; [%s] is meant", section.Name(), near)
		}
		for _, key := range section.Keys() {
			if err := setting(known, key); err != nil {
				return fmt.Errorf("[%s] %w", section.Name(), err)
			}
		}
	}
	return nil
}

func setting(known map[string]judge, key *ini.Key) error {
	takes, ok := known[key.Name()]
	if near, typo := report.Nearest(key.Name(), slices.Sorted(maps.Keys(known))); !ok && typo {
		return fmt.Errorf("has no setting %s; %s is meant", key.Name(), near)
	}
	if err := expanded(key.Value()); err != nil {
		return fmt.Errorf("%s: %w", key.Name(), err)
	}
	if !ok || strings.HasPrefix(key.Value(), "$__") {
		return nil
	}
	if err := takes(key.Value()); err != nil {
		return fmt.Errorf("%s: %w", key.Name(), err)
	}
	return nil
}

func all(j judge, names ...string) map[string]judge {
	list := map[string]judge{}
	for _, name := range names {
		list[name] = j
	}
	return list
}

func join(lists ...map[string]judge) map[string]judge {
	whole := map[string]judge{}
	for _, list := range lists {
		maps.Copy(whole, list)
	}
	return whole
}

func anything(string) error { return nil }

func oneOf(words ...string) judge {
	return func(value string) error {
		if !slices.Contains(words, value) {
			return fmt.Errorf("%q is none of %s", value, strings.Join(words, ", "))
		}
		return nil
	}
}

// truth is what the library takes for one; everything else it takes for false
// (key.go MustBool), without a word.
func truth(value string) error {
	if value != "true" && value != "false" {
		return fmt.Errorf("%q is neither true nor false", value)
	}
	return nil
}

func number(value string) error {
	if _, err := strconv.ParseUint(value, 10, 16); err != nil {
		return fmt.Errorf("%q is not a number", value)
	}
	return nil
}

// span is a time span of one unit; months and years are Grafana's own
// (grafana-plugin-sdk-go/backend/gtime).
func span(value string) error {
	if ok, err := regexp.MatchString(`^\d+(ms|[smhdwMy])$`, value); err != nil || !ok {
		return fmt.Errorf("%q is not a duration", value)
	}
	return nil
}

func path(value string) error {
	if !strings.HasPrefix(value, "/") {
		return fmt.Errorf("%q is not an absolute path", value)
	}
	return nil
}
