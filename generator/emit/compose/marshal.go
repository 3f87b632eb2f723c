package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/compose-spec/compose-go/v2/types"

	"gen/generator/emit"
	"gen/generator/strictyaml"
)

const (
	defaultMemory = "128m"
	// threads bounds what a container may start; Go daemons use one or two a core.
	threads = 512
	// ulaSubnet is for containers of a node with an IPv6 address: engines before
	// Docker 27 choose none themselves. It is used on the node's own bridge only.
	ulaSubnet = "fd67:656e:6765:6e00::/64"
)

// marshal writes a project. Root file systems that are writable are explained
// at its top, since compose-go writes no comments.
func marshal(site string, services []service, ipv6 bool) (string, error) {
	project := types.Project{Name: site, Services: types.Services{}, Networks: types.Networks{}, Volumes: types.Volumes{}}
	var comments strings.Builder
	comments.WriteString("# " + emit.Notice + "\n")
	for _, s := range services {
		if why := s.Blueprint.Compose.Writable.Value; why != "" {
			fmt.Fprintf(&comments, "# %s has a writable root file system: %s\n", s.Name, emit.Comment(why))
		}
		config, err := s.config()
		if err != nil {
			return "", fmt.Errorf("%s: %w", s.Name, err)
		}
		project.Services[s.Name] = config
		for _, v := range config.Volumes {
			if v.Type == types.VolumeTypeVolume {
				project.Volumes[v.Source] = types.VolumeConfig{}
			}
		}
		for name := range config.Networks {
			project.Networks[name] = network(name, ipv6)
		}
	}
	text, err := project.MarshalYAML()
	return comments.String() + string(text), err
}

const (
	outerNetwork = "default"
	innerNetwork = "inner"
)

// network describes one of the project's networks.
func network(name string, ipv6 bool) types.NetworkConfig {
	if name == innerNetwork {
		return types.NetworkConfig{Internal: true}
	}
	config := types.NetworkConfig{DriverOpts: types.Options{"com.docker.network.bridge.name": emit.Bridge}}
	if ipv6 {
		config.EnableIPv6 = &ipv6
		config.Ipam.Config = []*types.IPAMPool{{Subnet: ulaSubnet}}
	}
	return config
}

// config is the service in compose-go's types. Most of their fields are
// promoted from embedded structs and can only be assigned.
func (s service) config() (types.ServiceConfig, error) {
	b := s.Blueprint.Compose
	c := types.ServiceConfig{Name: s.Name, Restart: "unless-stopped"}
	c.Image, c.PullPolicy = s.Image, types.PullPolicyMissing
	c.User, c.GroupAdd = s.User, escape(b.Groups)
	c.Command = s.Args
	c.Environment = types.MappingWithEquals{}
	for _, variable := range s.Environment {
		c.Environment[variable.Name] = &variable.Value
	}
	c.Pid = b.PID.Value
	c.HealthCheck = s.healthCheck()
	c.StopGracePeriod = s.grace()
	// Docker's default keeps everything for ever.
	c.Logging = &types.LoggingConfig{Driver: "json-file", Options: types.Options{"max-size": "10m", "max-file": "3"}}
	s.confine(&c)
	s.connect(&c)
	if s.Digest != "" {
		c.Labels = types.Labels{"gen.config": s.Digest}
	}
	if s.Behind != "" {
		c.DependsOn = types.DependsOnConfig{s.Behind: {Condition: types.ServiceConditionStarted, Required: true}}
	}
	if err := c.MemLimit.DecodeMapstructure(cmp.Or(b.Memory.Value, defaultMemory)); err != nil || c.MemLimit <= 0 {
		return c, fmt.Errorf("%q is not a size of memory such as 256m", b.Memory.Value)
	}
	var err error
	if c.Volumes, err = s.mounts(); err != nil {
		return c, err
	}
	c.Devices, err = s.devices()
	return c, err
}

// confine takes from a container what it does not need.
func (s service) confine(c *types.ServiceConfig) {
	b := s.Blueprint.Compose
	c.ReadOnly = b.Writable.Value == ""
	c.Tmpfs = escape(b.Tmpfs)
	if !slices.ContainsFunc(c.Tmpfs, isTmp) {
		c.Tmpfs = slices.Insert(c.Tmpfs, 0, "/tmp:mode=1777") // whatever mode the image gives it
	}
	c.CapDrop, c.CapAdd = []string{"ALL"}, escape(b.Capabilities)
	c.SecurityOpt = []string{"no-new-privileges:true"}
	c.PidsLimit = threads
}

// isTmp tells whether a folder in memory, with or without options, is /tmp.
func isTmp(folder string) bool { return folder == "/tmp" || strings.HasPrefix(folder, "/tmp:") }

// connect puts a container on its networks; ports have no place on the host's.
func (s service) connect(c *types.ServiceConfig) {
	if s.Host {
		c.NetworkMode = "host"
		return
	}
	c.Hostname = s.Name
	c.Networks = map[string]*types.ServiceNetworkConfig{}
	if s.Outer {
		c.Networks[outerNetwork] = nil
	}
	if s.Inner {
		c.Networks[innerNetwork] = nil
	}
	for _, p := range s.Ports {
		c.Ports = append(c.Ports, types.ServicePortConfig{
			HostIP: mark(addressMark), Published: p.text(), Target: uint32(p.Number), Protocol: p.Protocol,
		})
	}
}

func (s service) healthCheck() *types.HealthCheckConfig {
	if len(s.Health) == 0 {
		return nil
	}
	retries := uint64(3)
	return &types.HealthCheckConfig{
		Test:     append(types.HealthCheckTest{"CMD"}, s.Health...),
		Interval: duration(30 * time.Second), Timeout: duration(5 * time.Second),
		StartPeriod: duration(30 * time.Second), Retries: &retries,
	}
}

// grace is how long a container may take to stop. A database writes its buffers
// then; it gets as long as systemd gives a service.
func (s service) grace() *types.Duration {
	if len(s.Blueprint.Compose.Volumes) > 0 {
		return duration(90 * time.Second)
	}
	return duration(10 * time.Second)
}

func duration(d time.Duration) *types.Duration { return (*types.Duration)(&d) }

// escape makes a blueprint's words stand for themselves: Compose expands "$".
func escape(list []strictyaml.Text) []string {
	var words []string
	for _, text := range list {
		words = append(words, strings.ReplaceAll(text.Value, "$", "$$"))
	}
	return words
}
