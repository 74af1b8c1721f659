//! Commands about pods and their containers.

use crate::kubelet::faults::{ProbeKind, Subject, Target};
use crate::kubelet::kubelets::Kubelets;
use crate::playground::sim_command::call::Call;
use crate::playground::sim_command::names::{Named, check_container, named, pods, target, target_unseen};
use crate::playground::sim_command::program::{Failure, Stand};
use crate::playground::sim_command::table::{ALWAYS, CONTAINER, EXIT_CODE};

/// Lifts a fault; says whether there was one. Only where there was none must what is named be there.
fn lift(
    word: &str,
    call: &Call,
    stand: &mut Stand,
    act: impl FnOnce(&mut Kubelets, &Target) -> bool,
) -> Result<(Target, bool), Failure> {
    let unseen = target_unseen(word, call, stand);
    match stand.cluster.meddle(|all, _| act(all, &unseen)) {
        true => Ok((unseen, true)),
        false => target(word, call, stand).map(|target| (target, false)),
    }
}

/// `sim fail-probe`.
pub(super) fn fail_probe(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let kind = probe_kind(call);
    for word in call.from(1) {
        let target = target(word, call, stand)?;
        has_probe(word, kind, call, stand)?;
        let now = stand.cluster.now();
        stand.cluster.meddle(|all, _| all.fail_probe(now, kind, target.clone()));
        stand.say(&format!("{} {} probe fails", text(&target), call.arg(0)));
    }
    Ok(())
}

/// `sim mend-probe`.
pub(super) fn mend_probe(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let kind = probe_kind(call);
    for word in call.from(1) {
        let now = stand.cluster.now();
        let (target, was) = lift(word, call, stand, |all, target| all.mend_probe(now, kind, target))?;
        let words = if was { "succeeds again" } else { "did not fail" };
        stand.say(&format!("{} {} probe {words}", text(&target), call.arg(0)));
    }
    Ok(())
}

fn probe_kind(call: &Call) -> ProbeKind {
    match call.arg(0) {
        "liveness" => ProbeKind::Liveness,
        "startup" => ProbeKind::Startup,
        _ => ProbeKind::Readiness,
    }
}

/// A probe that is not there cannot fail; who asks for it should know.
fn has_probe(word: &str, kind: ProbeKind, call: &Call, stand: &Stand) -> Result<(), Failure> {
    let named = named(word, call, stand)?;
    let spec = match &named {
        Named::Pod(pod) => pod.as_pod().map(|pod| &pod.spec),
        Named::DaemonSet(object) => object.as_daemon_set().map(|daemon_set| &daemon_set.spec.template.spec),
        Named::Image(_) => return Ok(()),
    };
    let wanted = call.value(&CONTAINER);
    let containers = spec.iter().flat_map(|spec| spec.containers.iter().chain(&spec.init_containers));
    let mut probes =
        containers.filter(|one| wanted.is_none_or(|name| *one.name == *name)).map(|one| match kind {
            ProbeKind::Startup => one.startup_probe,
            ProbeKind::Readiness => one.readiness_probe,
            ProbeKind::Liveness => one.liveness_probe,
        });
    match probes.any(|probe| probe.is_some()) {
        true => Ok(()),
        false => Err(Failure::refused(format!("{word} has no {} probe that could fail", call.arg(0)))),
    }
}

/// `sim crash`.
pub(super) fn crash(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let code = match call.value(&EXIT_CODE).map(str::parse::<u8>) {
        None => 1,
        Some(Ok(code)) => i32::from(code),
        Some(Err(_)) => return Err(Failure::usage("crash", "an exit code is a number up to 255")),
    };
    for word in &call.args {
        if call.has(&ALWAYS) {
            let target = target(word, call, stand)?;
            let now = stand.cluster.now();
            stand.cluster.meddle(|all, _| all.crash_always(now, target.clone(), code));
            stand.say(&format!("{} crashes after every start", text(&target)));
        } else {
            crash_once(word, code, call, stand)?;
        }
    }
    Ok(())
}

fn crash_once(word: &str, code: i32, call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let container = call.value(&CONTAINER);
    check_container(&named(word, call, stand)?, container.unwrap_or_default())?;
    let mut num_crashed = 0;
    let found = pods(word, call, stand)?;
    for pod in &found {
        let key = (&*pod.meta.namespace, &*pod.meta.name);
        if stand.cluster.meddle(|all, context| all.crash(context, key, container, code)).is_ok() {
            stand.say(&format!("pod/{} crashed", pod.meta.name));
            num_crashed += 1;
        }
    }
    match num_crashed {
        0 => Err(Failure::refused(format!("no such container of {word} runs"))),
        _ => Ok(()),
    }
}

/// `sim mend-crash`.
pub(super) fn mend_crash(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for word in &call.args {
        let (target, was) = lift(word, call, stand, |all, target| all.crash_no_more(target))?;
        let words = if was { "runs on after its next start" } else { "did not crash at every start" };
        stand.say(&format!("{} {words}", text(&target)));
    }
    Ok(())
}

/// `sim ignore-sigterm`.
pub(super) fn ignore_sigterm(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for word in &call.args {
        let target = target(word, call, stand)?;
        stand.cluster.meddle(|all, _| all.ignore_sigterm(target.clone()));
        stand.say(&format!("{} ignores SIGTERM", text(&target)));
    }
    Ok(())
}

/// `sim heed-sigterm`.
pub(super) fn heed_sigterm(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for word in &call.args {
        let (target, _) = lift(word, call, stand, |all, target| all.heed_sigterm(target))?;
        stand.say(&format!("{} heeds SIGTERM", text(&target)));
    }
    Ok(())
}

/// `sim evict`.
pub(super) fn evict(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    for word in &call.args {
        let mut num_evicted = 0;
        for pod in pods(word, call, stand)? {
            let (namespace, name) = (&pod.meta.namespace, &pod.meta.name);
            if stand.cluster.meddle(|all, context| all.evict(context, namespace, name)).is_ok() {
                stand.say(&format!("pod/{name} evicted"));
                num_evicted += 1;
            }
        }
        if num_evicted == 0 {
            return Err(Failure::refused(format!("no kubelet runs {word}")));
        }
    }
    Ok(())
}

/// A target as a person writes it.
pub(super) fn text(target: &Target) -> String {
    let of = match &target.of {
        Subject::Pod(_, name) => format!("pod/{name}"),
        Subject::DaemonSet(_, name) => format!("ds/{name}"),
        Subject::Image(image) => format!("image/{image}"),
    };
    if target.container.is_empty() { of } else { format!("{of} -c {}", target.container) }
}
