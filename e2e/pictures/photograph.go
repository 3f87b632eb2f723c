package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// Sizes in pixels of the page: a phone is 390 wide; what is below the message is cut off.
const (
	width, height = 390, 2400
	scale         = 1.5
	colors        = 64
)

// photograph draws a page as PNG.
func photograph(chromium, page, paper string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "pictures-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path, err := filepath.Abs(page)
	if err != nil {
		return nil, err
	}
	raw := filepath.Join(folder, "raw.png")
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(folder, "profile"),
		"--force-device-scale-factor="+strconv.FormatFloat(scale, 'f', -1, 64), fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+raw, "file://"+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", chromium, err, out)
	}
	content, err := os.ReadFile(raw)
	if err != nil {
		return nil, err
	}
	shot, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return small(cropped(shot, paper))
}

// cropped is the picture down to the last line that is not paper, and a margin.
func cropped(shot image.Image, paper string) image.Image {
	var r, g, b uint8
	_, _ = fmt.Sscanf(paper, "#%02x%02x%02x", &r, &g, &b)
	ground, last := color.RGBA{r, g, b, 255}, shot.Bounds().Max.Y-1
	blank := func(y int) bool {
		for x := range shot.Bounds().Max.X {
			if color.RGBAModel.Convert(shot.At(x, y)) != ground {
				return false
			}
		}
		return true
	}
	for last > 0 && blank(last) {
		last--
	}
	out := image.NewRGBA(image.Rect(0, 0, shot.Bounds().Max.X, min(last+int(12*scale), shot.Bounds().Max.Y)))
	draw.Draw(out, out.Bounds(), shot, image.Point{}, draw.Src)
	return out
}

// small is a PNG of the most frequent colours: text and flat grounds need few.
func small(shot image.Image) ([]byte, error) {
	counts := map[color.Color]int{}
	for y := range shot.Bounds().Max.Y {
		for x := range shot.Bounds().Max.X {
			counts[shot.At(x, y)]++
		}
	}
	palette := make(color.Palette, 0, len(counts))
	for c := range counts {
		palette = append(palette, c)
	}
	slices.SortFunc(palette, func(a, b color.Color) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	palette = palette[:min(colors, len(palette))]
	out := image.NewPaletted(shot.Bounds(), palette)
	draw.Draw(out, out.Bounds(), shot, image.Point{}, draw.Src)
	var content bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&content, out)
	return content.Bytes(), err
}
