package programs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// silence is how long a server usually may say nothing.
const silence = 30 * time.Second

// source is where archives come from: their authors, or a mirror.
type source struct {
	// mirror is a URL or folder that has archives at their places; empty for
	// the authors.
	mirror string
	client *http.Client
	// silence is how long a server may say nothing.
	silence time.Duration
}

// NewClient is the client that archives are fetched with. Proxies are those of
// the environment; from https nothing leads back to http.
func NewClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = silence
	t.DisableCompression = true // else an archive could arrive unpacked
	return &http.Client{Transport: t, CheckRedirect: staySecure}
}

func staySecure(next *http.Request, via []*http.Request) error {
	switch {
	case len(via) >= 10:
		return errors.New("it is passed on again and again")
	case via[0].URL.Scheme == "https" && next.URL.Scheme != "https":
		return fmt.Errorf("it is passed on to %s, which is not https", next.URL.Host)
	}
	return nil
}

// place is where a URL lies in a mirror and in the folder of archives.
func place(address string) string { return strings.TrimPrefix(address, "https://") }

// shown is what an archive is called in sentences: where it is looked for.
func (s *source) shown(address string) string {
	switch {
	case s.mirror == "":
		return address
	case s.remote():
		return s.mirror + "/" + place(address)
	}
	return filepath.Join(s.mirror, filepath.FromSlash(place(address)))
}

// remote tells whether the mirror is a server.
func (s *source) remote() bool { return strings.Contains(s.mirror, "://") }

// open begins to read what lies at an address.
func (s *source) open(ctx context.Context, address string) (io.ReadCloser, error) {
	shown := s.shown(address)
	if s.mirror != "" && !s.remote() {
		file, err := os.Open(shown)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, failed("copy it there, from "+address, "the mirror has no %s", shown)
		}
		if err != nil {
			return nil, cannot("read", shown, err)
		}
		return file, nil
	}
	return s.get(ctx, shown)
}

func (s *source) get(whole context.Context, shown string) (io.ReadCloser, error) {
	ctx, stop := context.WithCancel(whole)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, shown, nil)
	if err != nil {
		stop()
		return nil, failed("", "%s is no address", shown)
	}
	request.Header.Set("User-Agent", "gen")
	answer, err := s.client.Do(request)
	if whole.Err() != nil {
		stop()
		return nil, whole.Err()
	}
	if err != nil {
		stop()
		return nil, failed("look at the network, at HTTPS_PROXY, or name a mirror", "cannot fetch %s: %s", shown, why(err))
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		stop()
		return nil, failed("see whether the release has an archive for this version and processor", "cannot fetch %s: the answer is %d %s", shown, answer.StatusCode, strings.ToLower(http.StatusText(answer.StatusCode)))
	}
	return &watched{ctx, answer.Body, time.AfterFunc(s.silence, stop), s.silence, stop}, nil
}

// why is the reason of a failed request without the address, which the
// sentence has already.
func why(err error) string {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return err.Error()
}

// watched is a body whose server may not fall silent.
type watched struct {
	ctx   context.Context
	body  io.ReadCloser
	timer *time.Timer
	limit time.Duration
	stop  context.CancelFunc
}

// Read reads on, and gives the server time again. A server that is given
// up may still end its answer as if that were whole.
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	w.timer.Reset(w.limit)
	if err == io.EOF && w.ctx.Err() != nil {
		err = w.ctx.Err()
	}
	return n, err
}

// Close ends the request.
func (w *watched) Close() error {
	w.timer.Stop()
	w.stop()
	return w.body.Close()
}
