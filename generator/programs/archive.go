package programs

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
	"path"
)

// limits bound what is read, in bytes. The largest archive of today's releases
// holds a tenth of it.
type limits struct{ list, archive, unpacked, program int64 }

var usual = limits{list: 1 << 20, archive: 1 << 30, unpacked: 2 << 30, program: 1 << 29}

// unpack returns the program that an archive holds; member is empty when the
// archive is the program itself. Nothing else of the archive is used.
func (l limits) unpack(archive io.Reader, member string) ([]byte, error) {
	if member == "" {
		return l.readAll(archive)
	}
	packed, err := gzip.NewReader(archive)
	if err != nil {
		return nil, errors.New("it is no .tar.gz")
	}
	bounded := &io.LimitedReader{R: packed, N: l.unpacked}
	files := tar.NewReader(bounded)
	for {
		header, err := files.Next()
		switch {
		case bounded.N == 0:
			return nil, errors.New("it unpacks to more than any program needs")
		case err == io.EOF:
			return nil, errors.New("there is no " + member + " in it")
		case err != nil:
			return nil, errors.New("it is no whole .tar.gz")
		case path.Clean(header.Name) != member:
		case header.Typeflag != tar.TypeReg:
			return nil, errors.New(member + " in it is no regular file")
		default:
			return l.readAll(files)
		}
	}
}

func (l limits) readAll(r io.Reader) ([]byte, error) {
	program, err := io.ReadAll(io.LimitReader(r, l.program+1))
	switch {
	case err != nil:
		return nil, errors.New("it breaks off")
	case int64(len(program)) > l.program:
		return nil, errors.New("the program in it is larger than any program is")
	}
	return program, nil
}

// machines are what programs are for, by the names that release archives use.
var machines = map[string]elf.Machine{
	"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64, "armv7": elf.EM_ARM,
	"ppc64le": elf.EM_PPC64, "riscv64": elf.EM_RISCV, "s390x": elf.EM_S390,
}

// runsOn tells whether a program is one for Linux on a processor, by the first
// bytes of its ELF header. It is there for downloads that have no checksums: a
// page of some proxy would be pinned else.
func runsOn(program []byte, arch string) bool {
	const machineAt = 18
	if len(program) < machineAt+2 || !bytes.HasPrefix(program, []byte(elf.ELFMAG)) {
		return false
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if elf.Data(program[elf.EI_DATA]) == elf.ELFDATA2MSB {
		order = binary.BigEndian
	}
	return elf.Machine(order.Uint16(program[machineAt:])) == machines[arch]
}
