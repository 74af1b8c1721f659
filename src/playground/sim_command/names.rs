//! From words to what they name: pods, DaemonSets, images; and what is meant by a name that nothing has.

use std::rc::Rc;

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::kubelet::faults::{Subject, Target};
use crate::playground::shell::closest;
use crate::playground::sim_command::call::Call;
use crate::playground::sim_command::program::{Failure, Stand};
use crate::playground::sim_command::table::{CONTAINER, NAMESPACE};

/// What a word names.
pub(super) enum Named {
    Pod(Rc<Object>),
    DaemonSet(Rc<Object>),
    Image(Rc<str>),
}

/// The namespace that a line is about.
pub(super) fn namespace(call: &Call, stand: &Stand) -> String {
    call.value(&NAMESPACE).unwrap_or(stand.namespace).to_owned()
}

/// What a word names: `NAME` or `pod/NAME`, `ds/NAME`, `image/NAME`; `None` where it is nothing of the kind.
fn split(word: &str) -> Option<(Kind, &str)> {
    let (kind, name) = word.split_once('/').unwrap_or(("pod", word));
    let kind = match kind {
        "pod" | "pods" | "po" => Kind::Pod,
        "ds" | "daemonset" | "daemonsets" | "daemonset.apps" | "daemonsets.apps" => Kind::DaemonSet,
        _ => return None,
    };
    Some((kind, name))
}

fn image(word: &str) -> Option<&str> {
    word.strip_prefix("image/").filter(|name| !name.is_empty())
}

/// What a word names, which is there.
pub(super) fn named(word: &str, call: &Call, stand: &Stand) -> Result<Named, Failure> {
    match (image(word), split(word)) {
        (Some(image), _) => Ok(Named::Image(image.into())),
        (None, Some((Kind::Pod, name))) => find(Kind::Pod, name, call, stand).map(Named::Pod),
        (None, Some((kind, name))) => find(kind, name, call, stand).map(Named::DaemonSet),
        (None, None) => {
            Err(Failure::refused(format!("{word:?} is neither a pod nor ds/NAME nor image/NAME")))
        }
    }
}

/// The containers that a word names.
pub(super) fn target(word: &str, call: &Call, stand: &Stand) -> Result<Target, Failure> {
    check_container(&named(word, call, stand)?, call.value(&CONTAINER).unwrap_or_default())?;
    Ok(target_unseen(word, call, stand))
}

/// The containers that a word names, whether they are there or not: a fault outlives the DaemonSet it was set on.
pub(super) fn target_unseen(word: &str, call: &Call, stand: &Stand) -> Target {
    let namespace = || namespace(call, stand).into();
    let of = match (image(word), split(word)) {
        (None, Some((Kind::DaemonSet, name))) => Subject::DaemonSet(namespace(), name.into()),
        (None, Some((_, name))) => Subject::Pod(namespace(), name.into()),
        (image, _) => Subject::Image(image.unwrap_or(word).into()),
    };
    Target { of, container: call.value(&CONTAINER).unwrap_or_default().into() }
}

/// Whether what is named has a container of that name, where one is asked for.
pub(super) fn check_container(named: &Named, container: &str) -> Result<(), Failure> {
    let (spec, what) = match named {
        Named::Pod(pod) => (pod.as_pod().map(|pod| &pod.spec), &pod.meta.name),
        Named::DaemonSet(object) => {
            (object.as_daemon_set().map(|daemon_set| &daemon_set.spec.template.spec), &object.meta.name)
        }
        Named::Image(_) => return Ok(()),
    };
    let names = || spec.iter().flat_map(|spec| spec.containers.iter().chain(&spec.init_containers));
    if container.is_empty() || names().any(|one| *one.name == *container) {
        return Ok(());
    }
    let names: Vec<&str> = names().map(|one| &*one.name).collect();
    Err(Failure::refused(format!("{what} has no container called {container:?}, but {}", names.join(", "))))
}

/// The pods that a word names; a DaemonSet's are those it owns.
pub(super) fn pods(word: &str, call: &Call, stand: &Stand) -> Result<Vec<Rc<Object>>, Failure> {
    let pods = || stand.cluster.api().table(Kind::Pod).iter();
    let found: Vec<Rc<Object>> = match named(word, call, stand)? {
        Named::Pod(pod) => return Ok(vec![pod]),
        Named::DaemonSet(object) => {
            pods().filter(|pod| pod.meta.is_controlled_by(object.meta.uid)).cloned().collect()
        }
        Named::Image(image) => {
            let runs = |object: &&Rc<Object>| {
                let containers = object.as_pod().into_iter().flat_map(|pod| &pod.spec.containers);
                containers.into_iter().any(|container| container.image == image)
            };
            pods().filter(runs).cloned().collect()
        }
    };
    match found.is_empty() {
        true => Err(Failure::refused(format!("there is no pod of {word}"))),
        false => Ok(found),
    }
}

fn find(kind: Kind, name: &str, call: &Call, stand: &Stand) -> Result<Rc<Object>, Failure> {
    let namespace = namespace(call, stand);
    stand.cluster.api().get(kind, &namespace, name).map_err(|_| {
        let what = if kind == Kind::Pod { "pod" } else { "DaemonSet" };
        missing(what, name, &format!(" in namespace {namespace}"), stand.names(kind, &namespace))
    })
}

/// Nothing has that name.
pub(super) fn missing(what: &str, name: &str, place: &str, known: Vec<String>) -> Failure {
    let hint = closest(name, known.iter().map(String::as_str));
    let hint = hint.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    Failure::refused(format!("there is no {what} called {name:?}{place}{hint}"))
}
