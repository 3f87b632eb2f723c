package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/types"

	"gen/generator/render"
)

// mounts are the folders of a container. Folders, never single files: a file
// that is replaced on the host would stay the old one inside.
func (s service) mounts() ([]types.ServiceVolumeConfig, error) {
	var list []types.ServiceVolumeConfig
	for _, folder := range []string{s.Config, s.TLS} {
		if folder != "" {
			m := bind(folder, folder)
			m.ReadOnly = true
			list = append(list, m)
		}
	}
	for _, own := range s.Blueprint.Compose.Binds {
		m, err := parseBind(own.Value)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	for _, volume := range s.Blueprint.Compose.Volumes {
		if why, ok := render.CheckName(render.Service, volume.Key.Value); !ok {
			return nil, fmt.Errorf("%q cannot be a volume: %s", volume.Key.Value, why)
		}
		if err := checkPaths(volume.Value.Value); err != nil {
			return nil, err
		}
		// The service's name before it keeps two services from sharing one by accident.
		name := s.Name + "_" + volume.Key.Value
		list = append(list, types.ServiceVolumeConfig{Type: types.VolumeTypeVolume, Source: name, Target: volume.Value.Value})
	}
	return list, nil
}

// bind mounts a folder that has to be there: else Docker would make one that is
// empty, belongs to root and hides the mistake.
func bind(source, target string) types.ServiceVolumeConfig {
	return types.ServiceVolumeConfig{
		Type: types.VolumeTypeBind, Source: source, Target: target,
		Bind: &types.ServiceVolumeBind{CreateHostPath: false},
	}
}

var propagations = []string{"rprivate", "private", "rshared", "shared", "rslave", "slave"}

// parseBind reads SOURCE:TARGET or SOURCE:TARGET:OPTION,OPTION.
func parseBind(text string) (types.ServiceVolumeConfig, error) {
	parts := strings.Split(text, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return types.ServiceVolumeConfig{}, fmt.Errorf("the bind %q is not SOURCE:TARGET or SOURCE:TARGET:OPTIONS", text)
	}
	if err := checkPaths(parts[0], parts[1]); err != nil {
		return types.ServiceVolumeConfig{}, err
	}
	m := bind(parts[0], parts[1])
	if len(parts) == 2 {
		return m, nil
	}
	for option := range strings.SplitSeq(parts[2], ",") {
		switch {
		case option == "ro":
			m.ReadOnly = true
		case option == "rw":
		case slices.Contains(propagations, option) && m.Bind.Propagation == "":
			m.Bind.Propagation = option
		default:
			return m, fmt.Errorf("the bind %q has the option %q; known are ro, rw and one of %s", text, option, strings.Join(propagations, ", "))
		}
	}
	return m, nil
}

// devices are the devices of the host that a container may use.
func (s service) devices() ([]types.DeviceMapping, error) {
	var list []types.DeviceMapping
	for _, device := range s.Blueprint.Compose.Devices {
		parts := strings.Split(device.Value, ":")
		if len(parts) != 2 && len(parts) != 3 {
			return nil, fmt.Errorf("the device %q is not SOURCE:TARGET or SOURCE:TARGET:rwm", device.Value)
		}
		if err := checkPaths(parts[0], parts[1]); err != nil {
			return nil, err
		}
		m := types.DeviceMapping{Source: parts[0], Target: parts[1], Permissions: "rwm"}
		if len(parts) == 3 {
			m.Permissions = parts[2]
		}
		if strings.Trim(m.Permissions, "rwm") != "" || m.Permissions == "" {
			return nil, fmt.Errorf("the device %q has the permissions %q; known are r, w and m", device.Value, m.Permissions)
		}
		list = append(list, m)
	}
	return list, nil
}

func checkPaths(paths ...string) error {
	for _, p := range paths {
		if why, ok := render.SafePath(p); !ok {
			return fmt.Errorf("the path %q cannot be used: %s", p, why)
		}
	}
	return nil
}
