package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"time"

	"gen/generator/check/metrics"
)

// accessLog has a request with all that the exporter knows to count.
const (
	accessFormat = `$remote_addr [$time_local] "$request" $status $body_bytes_sent $request_length $request_time $upstream_connect_time $upstream_response_time`
	accessLog    = `192.0.2.1 [22/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 612 100 0.010 0.001 0.009` + "\n"
)

// nginxlogExporter follows a log that is written while it looks, as it does
// not count what was there before.
func nginxlogExporter(p program) ([]metrics.Row, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	var text string
	err = inFolder(nil, func(dir string) error {
		log := filepath.Join(dir, "access.log")
		exporter, err := start(dir, p.path, "--listen-address="+host, "--listen-port="+port, "--namespace=accesslog", "--format="+accessFormat, log)
		if err != nil {
			return err
		}
		defer exporter.stop()
		ctx, cancel := context.WithTimeout(exporter.ended, patience)
		defer cancel()
		if _, err := get(ctx, "http://"+address+"/metrics"); err != nil {
			return err
		}
		if err := os.WriteFile(log, []byte(accessLog), 0o644); err != nil {
			return err
		}
		time.Sleep(2 * time.Second) // it looks every quarter of a second
		text, err = get(ctx, "http://"+address+"/metrics")
		return err
	})
	if err != nil {
		return nil, err
	}
	return parse(text).rows("-", "run"), nil
}
