package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// pairChecks are those of a site with two Prometheus and two Alertmanagers: one of each may go, and
// people hear of everything as before, once.
func (l *lab) pairChecks() []check {
	return []check{
		{name: "an alert that two Prometheus send arrives once", look: l.arrivesOnce, fits: paired},
		{name: "an alert arrives once though one Prometheus and one Alertmanager are dead", look: l.crossed, fits: paired, fault: true},
		{name: "an alert arrives once though a host with one of each has lost power", look: l.halved, fits: paired, fault: true},
	}
}

// hesitation is how long the second Alertmanager waits for the first one to have sent a message,
// before it sends that itself, and a little more (cluster.peer-timeout, main.go@v0.26.0: 15s).
const hesitation = 18 * time.Second

// peersKnown asks each Alertmanager for the others.
func (l *lab) peersKnown(ctx context.Context) (string, error) {
	all := l.alertmanagers()
	err := eventually(ctx, func() error {
		var wrong []error
		for _, a := range all {
			known, err := a.members(ctx)
			if err == nil && known != len(all) {
				err = fmt.Errorf("alertmanager on %s knows %d members of its cluster, not %d", a.node.Name, known, len(all))
			}
			wrong = append(wrong, err)
		}
		return errors.Join(wrong...)
	})
	return fmt.Sprintf("%d members", len(all)), err
}

func (l *lab) arrivesOnce(ctx context.Context) (string, error) {
	return l.once(ctx, func() error { return nil }, func() error {
		var unheard []error
		for _, a := range l.alertmanagers() {
			unheard = append(unheard, a.fires(ctx, alarming))
		}
		return errors.Join(unheard...)
	})
}

// crossed kills the Prometheus of one host and the Alertmanager of another one, so that only one way
// is left. Both come back while the alert fires, and have not heard of its beginning.
func (l *lab) crossed(ctx context.Context) (string, error) {
	scraper, messenger := l.all("prometheus")[0], l.all("alertmanager")[1]
	return l.once(ctx,
		func() error { return errors.Join(l.kill9(ctx, scraper), l.kill9(ctx, messenger)) },
		func() error {
			if err := errors.Join(l.revive(ctx, scraper), l.revive(ctx, messenger)); err != nil {
				return err
			}
			return l.inStep(ctx)
		})
}

// halved cuts the power of the first host that has both. What happens meanwhile it learns when it is
// back: a silence, and what people have been told already.
func (l *lab) halved(ctx context.Context) (string, error) {
	pair := l.alertmanagers()
	gone, left := l.host(pair[0].node.Name), pair[1]
	id := ""
	return l.once(ctx, gone.cutPower, func() (err error) {
		if id, err = left.silence(ctx); err != nil {
			return err
		}
		if err := gone.start(ctx); err != nil {
			return err
		}
		told := eventually(ctx, func() error { return pair[0].fires(ctx, alarming) })
		silenced := eventually(ctx, func() error { return pair[0].silenced(ctx, id) })
		return errors.Join(told, silenced, l.inStep(ctx))
	})
}

// inStep waits until each Alertmanager knows the others, and learns at once what they learn: for a
// moment the connections to one that was away are still the old ones.
func (l *lab) inStep(ctx context.Context) error {
	if _, err := l.peersKnown(ctx); err != nil {
		return err
	}
	return eventually(ctx, func() error {
		var deaf []error
		for _, from := range l.alertmanagers() {
			id, err := from.silence(ctx)
			if err != nil {
				return err
			}
			if err := pause(ctx, time.Second); err != nil {
				return err
			}
			for _, to := range l.alertmanagers() {
				deaf = append(deaf, to.silenced(ctx, id))
			}
		}
		return errors.Join(deaf...)
	})
}

// once breaks something, stops nginx, and mends what it broke once everybody has been told. Each of the
// messages comes once, in the time that one Alertmanager leaves another one, too.
func (l *lab) once(ctx context.Context, broken, mended func() error) (string, error) {
	first := l.world.count()
	if err := broken(); err != nil {
		return "", err
	}
	found, err := l.alarm(ctx, func() error { return nil }, mended)
	if err != nil {
		return found, err
	}
	if err := pause(ctx, hesitation); err != nil {
		return found, err
	}
	_, down := l.targetsUp(ctx)
	return found, errors.Join(l.heardOnce(first, alarming, slowness() < 2), down)
}

// heardOnce counts what everybody heard of an alert and of its end. Where one Alertmanager is too late
// to tell the other one what it has sent, as on a machine that is busy with other work, that sends it too.
func (l *lab) heardOnce(first int, alert string, inTime bool) error {
	most := len(l.all("alertmanager"))
	if inTime {
		most = 1
	}
	var all []error
	for _, service := range told {
		for _, state := range []string{firing, resolved} {
			if times := l.world.times(first, service, state, alert); times < 1 || times > most {
				all = append(all, fmt.Errorf("%s has heard %d times that %s is %s", service, times, alert, state))
			}
		}
	}
	return errors.Join(all...)
}

// kill9 ends a service at once, and for good.
func (l *lab) kill9(ctx context.Context, p placed) error {
	h := l.host(p.node.Name)
	_, masked := h.run(ctx, "systemctl", "mask", "--runtime", p.service.Unit)
	_, err := h.run(ctx, "systemctl", "kill", "--signal=KILL", p.service.Unit)
	return errors.Join(masked, err)
}

// revive starts what was killed.
func (l *lab) revive(ctx context.Context, p placed) error {
	h := l.host(p.node.Name)
	_, unmasked := h.run(ctx, "systemctl", "unmask", "--runtime", p.service.Unit)
	_, err := h.run(ctx, "systemctl", "restart", p.service.Unit)
	return errors.Join(unmasked, err)
}
