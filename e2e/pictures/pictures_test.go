package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the pages anew; make pictures draws them")

// folder is where pages and pictures lie.
const folder = "../../docs/pictures"

// Pages are what the rules and templates say today, and pictures are of these pages.
func TestPicturesAreOfToday(t *testing.T) {
	pages, err := pagesOf("../..")
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(folder, digests))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		name := filepath.Join(folder, p.name+".html")
		if *update {
			if err := os.WriteFile(name, p.html, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(kept), string(p.html)); diff != "" {
			t.Errorf("%s is out of date, run make golden (-kept +now):\n%s", name, diff)
		}
		picture, err := os.ReadFile(filepath.Join(folder, p.name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("%s %s %s\n", p.name, digest(visible(p.html)), digest(picture)); !strings.Contains(string(list), line) {
			t.Errorf("%s.png is not of this page, run make pictures", p.name)
		}
		if len(picture) > 60_000 {
			t.Errorf("%s.png has %d bytes", p.name, len(picture))
		}
	}
	if entries, _ := filepath.Glob(folder + "/*.png"); len(entries) != len(pages) {
		t.Errorf("%d pictures of %d pages", len(entries), len(pages))
	}
}

// Every picture is shown.
func TestEveryPictureIsShown(t *testing.T) {
	text, err := os.ReadFile("../../docs/notifications.md")
	if err != nil {
		t.Fatal(err)
	}
	list, err := readSamples("../..")
	if err != nil || len(list) == 0 {
		t.Fatal(len(list), err)
	}
	for _, p := range list {
		if !bytes.Contains(text, []byte("(pictures/"+p.Name+".png)")) {
			t.Errorf("docs/notifications.md does not show %s", p.Name)
		}
	}
}

func TestDiscordText(t *testing.T) {
	for text, want := range map[string]string{
		`**a \*b\* <c** [d](https://e/?f&g)`: `<b>a *b* &lt;c</b> <a href="https://e/?f&amp;g">d</a>`,
		"<t:1773456060:t>, <t:1773456060:R>": "02:41, 5 minutes ago",
		`\[a](b)`:                            `[a](b)`,
	} {
		if got := string(discordText(text)); got != want {
			t.Errorf("%s is shown as %s, want %s", text, got, want)
		}
	}
}

func TestSampleOfNothing(t *testing.T) {
	if _, err := sampleOf([]told{{Alert: "Missing"}}, nil); err == nil {
		t.Error("an alert without a rule is accepted")
	}
	if _, err := readRules(t.TempDir()); err != nil {
		t.Error(err)
	}
	if _, err := pagesOf(t.TempDir()); err == nil {
		t.Error("a folder without samples is accepted")
	}
}

// A picture ends below its last mark, and has no more colours than it may.
func TestSmall(t *testing.T) {
	shot := image.NewRGBA(image.Rect(0, 0, 40, 400))
	for at := range 40 * 400 {
		shot.Set(at%40, at/40, color.White)
	}
	for at := range 40 * 100 {
		shot.Set(at%40, at/40, color.RGBA{uint8(at), uint8(at / 40), 0, 255})
	}
	content, err := small(cropped(shot, "#ffffff"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if palette := got.(*image.Paletted).Palette; got.Bounds().Dy() != 99+18 || len(palette) > colors {
		t.Errorf("%d lines in %d colours", got.Bounds().Dy(), len(palette))
	}
}
