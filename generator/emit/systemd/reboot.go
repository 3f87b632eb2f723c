package systemd

import (
	"fmt"

	"gen/generator/emit"
	"gen/generator/plan"
	"gen/generator/render"
	"gen/generator/tree"
	"gen/templates"
)

// On nodes with an exporter that reads text files, a timer has it tell whether
// the node waits for a reboot.
const (
	rebootTimer   = "gen-reboot-required.timer"
	rebootService = "gen-reboot-required.service"
	rebootScript  = "/etc/gen/reboot-required.sh"
)

// rebootTimerUnit also runs what is due at once when it is first started, as the boot
// lies back longer then.
const rebootTimerUnit = `
[Unit]
Description=Looks every quarter of an hour whether the node waits for a reboot

[Timer]
OnBootSec=1min
OnUnitActiveSec=15min

[Install]
WantedBy=timers.target
`

// rebootServiceUnit reads /boot and /run and writes to one folder, which is root's: it needs
// no capability for that, and no network.
const rebootServiceUnit = `
[Unit]
Description=Tells whether the node waits for a reboot

[Service]
Type=oneshot
ExecStart=/bin/sh ` + rebootScript + ` %[1]s
CapabilityBoundingSet=
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateNetwork=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
ReadWritePaths=%[1]s
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0022
`

// rebootFiles are script, service and timer of a node that has a use for them.
func rebootFiles(n *plan.Node) ([]tree.File, error) {
	folder := n.Textfile()
	if folder == "" {
		return nil, nil
	}
	if why, ok := render.SafePath(folder); !ok {
		return nil, fmt.Errorf("the folder %q cannot be used: %s", folder, why)
	}
	script, err := templates.FS.ReadFile("reboot/reboot-required.sh")
	if err != nil {
		return nil, err
	}
	timer := emit.OnNode(n, "/etc/systemd/system/"+rebootTimer, noticed(rebootTimerUnit))
	timer.OnChange, timer.Unit = tree.Restart, rebootTimer
	return []tree.File{
		timer,
		emit.OnNode(n, "/etc/systemd/system/"+rebootService, noticed(fmt.Sprintf(rebootServiceUnit, folder))),
		emit.OnNode(n, rebootScript, noticed(string(script))),
	}, nil
}

func noticed(text string) []byte { return []byte("# " + emit.Notice + "\n" + text) }
