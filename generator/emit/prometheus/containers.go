package prometheus

import "gen/generator/plan"

// expectedContainers writes one constant series per container that gen starts,
// as expected does for targets. There is none where no alert asks for them.
func expectedContainers(p *plan.Plan) ([]byte, error) {
	if !p.WatchesContainers() {
		return nil, nil
	}
	var all []string
	for _, i := range p.Instances() {
		if i.Runtime != plan.Compose {
			continue
		}
		labels, err := flowLabels([]plan.Label{{Name: "host", Value: i.Node.Name}, {Name: "name", Value: i.Container()}})
		if err != nil {
			return nil, err
		}
		all = append(all, labels)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return constants("expected-containers", "One series per container that the site has; ContainerMissing compares them with what runs.", plan.ExpectedContainerSeries, all), nil
}
