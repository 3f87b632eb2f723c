package main

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
)

// password is what the lab's mail server wants from the site, which has it as a secret.
const password = "harmless"

// serveMail answers at mail.example.org as a submission server does (RFC 6409): nothing before
// STARTTLS, no mail without AUTH.
func (o *outside) serveMail() error {
	listener, err := net.Listen("tcp", o.address+":587")
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go o.talk(connection)
		}
	}()
	return nil
}

// session is one client of the mail server.
type session struct {
	*textproto.Conn
	raw                net.Conn
	encrypted, trusted bool
}

// talk serves one client until it leaves.
func (o *outside) talk(raw net.Conn) {
	defer raw.Close()
	s := &session{Conn: textproto.NewConn(raw), raw: raw}
	_ = s.PrintfLine("220 mail.example.org ESMTP")
	for {
		line, err := s.ReadLine()
		if err != nil {
			return
		}
		answer := o.answer(s, line)
		if strings.HasPrefix(answer, "5") {
			o.note(message{service: "mail", refused: line + ": " + answer})
		}
		if answer != "" && s.PrintfLine("%s", answer) != nil || strings.HasPrefix(answer, "221") {
			return
		}
	}
}

// answer is what the server says to a command.
func (o *outside) answer(s *session, line string) string {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb = strings.ToUpper(verb); {
	case verb == "EHLO" && s.encrypted:
		return "250-mail.example.org\r\n250 AUTH PLAIN"
	case verb == "EHLO":
		return "250-mail.example.org\r\n250 STARTTLS"
	case verb == "QUIT":
		return "221 bye"
	case verb == "STARTTLS" && !s.encrypted:
		_ = s.PrintfLine("220 go ahead")
		s.raw, s.encrypted = tls.Server(s.raw, o.tls), true
		s.Conn = textproto.NewConn(s.raw)
		return ""
	case !s.encrypted:
		return "530 Must issue a STARTTLS command first"
	case verb == "AUTH":
		return s.admit(rest)
	case !s.trusted:
		return "530 Authentication required"
	case verb == "MAIL" || verb == "RCPT" || verb == "RSET" || verb == "NOOP":
		return "250 ok"
	case verb == "DATA":
		_ = s.PrintfLine("354 go ahead")
		return o.take(s.DotReader())
	}
	return "502 Command not implemented"
}

// admit compares the password of AUTH PLAIN (RFC 4616).
func (s *session) admit(rest string) string {
	text, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
	if parts := bytes.Split(text, []byte{0}); err != nil || len(parts) != 3 || string(parts[2]) != password {
		return "535 Authentication credentials invalid"
	}
	s.trusted = true
	return "235 ok"
}

// take reads a mail.
func (o *outside) take(from io.Reader) string {
	m, err := mail.ReadMessage(from)
	if err != nil {
		return "554 " + err.Error()
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	body, bad := readParts(m)
	if err := errors.Join(err, bad); err != nil {
		return "554 " + strings.ReplaceAll(err.Error(), "\n", ": ")
	}
	o.note(message{service: "mail", state: stateOf(subject), title: subject, text: subject + "\n" + body})
	return "250 ok"
}

// readParts is the decoded text of all parts.
func readParts(m *mail.Message) (string, error) {
	kind, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return "", errors.Join(errors.New("not a mail of several parts"), err)
	}
	var all strings.Builder
	parts := multipart.NewReader(m.Body, parameters["boundary"])
	for {
		part, err := parts.NextPart() // undoes quoted-printable
		if errors.Is(err, io.EOF) {
			return all.String(), nil
		}
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(&all, part); err != nil {
			return "", err
		}
	}
}
