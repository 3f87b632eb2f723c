package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// patience is how long a program may take until it answers; machines of CI are slow.
const patience = 30 * time.Second

// freePort is a port of loopback that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// process is a program that runs until it is stopped.
type process struct {
	cmd *exec.Cmd
	out bytes.Buffer
	// ended is done once it has.
	ended context.Context
}

// start runs a program in a folder; it dies with this one.
func start(dir, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...)}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, &p.out, &p.out
	p.cmd.WaitDelay = time.Second // nginx' workers may outlive it by a moment
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ended, end := context.WithCancel(context.Background())
	p.ended = ended
	go func() { defer end(); _ = p.cmd.Wait() }()
	return p, nil
}

func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	<-p.ended.Done()
}

// get asks until there is an answer.
func get(ctx context.Context, url string) (string, error) {
	var last error
	for ctx.Err() == nil {
		text, err := getOnce(ctx, url)
		if err == nil {
			return text, nil
		}
		if last = err; ctx.Err() == nil {
			time.Sleep(50 * time.Millisecond)
		}
	}
	return "", fmt.Errorf("no answer: %w", last)
}

func getOnce(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Accept", "text/plain;version=0.0.4")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(body[:min(len(body), 200)])))
	}
	return string(body), err
}

// pause among paths stands for some seconds in which the program works.
const pause = ""

// serve starts a program, asks it for some URLs below its address, and stops it.
func serve(dir, address, program string, args []string, paths ...string) ([]scrape, error) {
	p, err := start(dir, program, args...)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	ctx, cancel := context.WithTimeout(p.ended, patience)
	defer cancel()
	var list []scrape
	for _, path := range paths {
		if path == pause {
			time.Sleep(5 * time.Second)
			continue
		}
		text, err := get(ctx, "http://"+address+path)
		if err != nil {
			p.stop()
			return nil, fmt.Errorf("%s%s: %w\n%s", address, path, err, p.out.String())
		}
		list = append(list, parse(text))
	}
	return list, nil
}
