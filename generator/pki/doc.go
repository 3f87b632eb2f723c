// Package pki issues, renews and rotates the certificates that a plan lists.
//
// # What lies where
//
// What is public lies in the output folder and is committed, so that reviews
// see names and dates; what is private lies in a key folder of mode 0700 that
// git ignores. Both have the same paths:
//
//	out/ca-server.crt, out/ca-client.crt     who signs; during a rotation both, the signer first
//	out/<node>/etc/ssl/<service>/server.crt  a certificate, beside its request file
//	out/<node>/etc/ssl/<service>/ca-*.crt    copies of out/ca-*.crt
//	keys/<node>/etc/ssl/<service>/server.key its key, PKCS #8 in PEM, or *.key.age
//	keys/ca-server-<digest>.key.age          the key of an authority
//
// Nothing else is remembered: what is due, which step a rotation has reached
// and whose key a file is follow from the certificates and keys themselves. An
// authority's key is named after the digest of its public half, so that it can
// be told without being opened. For gen build these are files of others, which
// it leaves alone.
//
// # How it is written
//
// Everything is decided, signed and verified in memory first. Then all new
// files are staged beside their places, and then renamed, authorities first. A
// kill in between leaves some pairs of key and certificate apart; the next
// Issue sees that they do not match and makes them anew.
package pki
