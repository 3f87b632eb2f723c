package programs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// hostile is a lab whose server answers as a test says.
func hostile(t *testing.T, answer http.HandlerFunc) *lab {
	t.Helper()
	l := newLab(t)
	l.Config.Handler = answer
	return l
}

func TestServerThatBreaksOff(t *testing.T) {
	l := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("half"))
	})
	_, err := l.update(t, nil)
	says(t, err, "/"+bareAMD+": it breaks off", "run gen lock again")
	if parts := leftovers(t, l.dir); len(parts) > 0 {
		t.Errorf("%q are left over", parts)
	}
}

func TestServerThatFallsSilent(t *testing.T) {
	l := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	s := l.open(t, nil)
	s.source.silence = 20 * time.Millisecond
	_, err := s.Update(context.Background())
	says(t, err, "/"+bareAMD+": the server fell silent", "run gen lock again")
}

func TestInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	l := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		interrupt()
		<-r.Context().Done()
	})
	_, err := l.open(t, nil).Update(ctx)
	says(t, err, "it was interrupted", "run gen lock again")
	if parts := leftovers(t, l.dir); len(parts) > 0 {
		t.Errorf("%q are left over", parts)
	}
}

func TestPassedOnToPlainHTTP(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	l := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, plain.URL+r.URL.Path, http.StatusFound)
	})
	_, err := l.update(t, nil)
	says(t, err, "it is passed on to "+strings.TrimPrefix(plain.URL, "http://")+", which is not https", "HTTPS_PROXY")
}

func TestPassedOnForEver(t *testing.T) {
	l := hostile(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
	_, err := l.update(t, nil)
	says(t, err, "it is passed on again and again", "")
}

// GitHub passes each download on to another host.
func TestPassedOnToAnotherPath(t *testing.T) {
	l := newLab(t)
	serve := l.Config.Handler
	l.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if at, ok := strings.CutPrefix(r.URL.Path, "/really/"); ok {
			r.URL.Path = "/" + at
			serve.ServeHTTP(w, r)
			return
		}
		http.Redirect(w, r, "/really"+r.URL.Path, http.StatusFound)
	})
	if r := l.mustUpdate(t); len(r.New) != 4 {
		t.Errorf("locked %v", r.New)
	}
}

func TestUnknownAuthority(t *testing.T) {
	l := newLab(t)
	_, err := l.update(t, func(o *Options) { o.Client = NewClient() })
	says(t, err, "certificate signed by unknown authority", "name a mirror")
}

func TestMirrorFolderWithoutArchive(t *testing.T) {
	l := newLab(t)
	delete(l.files, bareAMD)
	_, err := l.update(t, func(o *Options) { o.Mirror = l.folder(t) + "/" })
	says(t, err, "the mirror has no /", "from https://"+bareAMD)
}

func TestOneGenAtATime(t *testing.T) {
	l := newLab(t)
	unlock, err := l.open(t, nil).archives.make()
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.update(t, nil)
	says(t, err, "another gen is at work in the folder of archives", "wait")
	unlock()
	l.mustUpdate(t)
}
