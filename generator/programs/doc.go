// Package programs brings the programs that come as release archives of their
// authors. It fetches what a plan needs, pins it by digest, and hands it out.
//
//	programs.lock          committed, beside site.yaml: what was fetched, with digests
//	archives/<host>/<path> the archives, at the path of their URL; git ignores them
//
// A mirror has the layout of archives/, so that a copy of that folder is one.
//
// # Whom to believe
//
// The first time, an archive has to be what the release's own list of checksums
// says; what has no such list is believed as it comes. From then on programs.lock
// counts alone: another archive under the same name is an error, wherever it
// comes from. The digests of archive and program are compared each time that a
// program is handed out.
package programs
