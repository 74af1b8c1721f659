//! Commands about all of it: the faults in force, their end, and how kubelets behave.

use crate::kubelet::config::Profile;
use crate::kubelet::faults::{Faults, Outage, Slowness, Subject, Target};
use crate::playground::sim_command::call::Call;
use crate::playground::sim_command::containers::text;
use crate::playground::sim_command::nodes::fillers;
use crate::playground::sim_command::program::{Failure, Stand};

/// What is amiss, with whom, and the line that mends it.
type Row = (String, String, String);

/// `sim status`.
pub(super) fn status(_: &Call, stand: &mut Stand) -> Result<(), Failure> {
    stand.say(&format!("kubelets: {}", stand.cluster.kubelets().profile().name()));
    let rows = rows(stand);
    if rows.is_empty() {
        stand.say("no faults");
        return Ok(());
    }
    let heading = ("FAULT".to_owned(), "OF".to_owned(), "MENDED BY".to_owned());
    let rows: Vec<Row> = [heading].into_iter().chain(rows).collect();
    let width =
        |cell: fn(&Row) -> &String| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
    let (first, second) = (width(|row| &row.0), width(|row| &row.1));
    for (fault, of, mend) in &rows {
        stand.say(&format!("{fault:<first$}   {of:<second$}   {mend}"));
    }
    Ok(())
}

fn rows(stand: &Stand) -> Vec<Row> {
    let mut rows = Vec::new();
    let faults = stand.cluster.kubelets().faults();
    let mut add = |fault: String, of: String, mend: String| rows.push((fault, of, mend));
    for (node, outage) in faults.outages() {
        match outage {
            Outage::Cut => {
                add("cut from the network".into(), format!("node/{node}"), format!("sim mend-node {node}"))
            }
            Outage::RuntimeDown => {
                add("container runtime down".into(), format!("node/{node}"), format!("sim mend-node {node}"));
            }
            _ => add("stopped".into(), format!("node/{node}"), format!("sim start-kubelet {node}")),
        }
    }
    for (node, pressure) in faults.pressures() {
        let mend = format!("sim relieve {node} {}", pressure.as_str());
        add(pressure.condition().into(), format!("node/{node}"), mend);
    }
    let mut filled: Vec<_> = fillers(stand).map(|(node, _)| node).collect();
    filled.sort();
    filled.dedup();
    for node in filled {
        add("filled".into(), format!("node/{node}"), format!("sim empty-node {node}"));
    }
    for image in faults.broken_images() {
        add("cannot be pulled".into(), format!("image/{image}"), format!("sim mend-image {image}"));
    }
    for (image, slowness) in faults.slow_images() {
        let fault = match slowness {
            Slowness::Times(times) => format!("pulled {times}x as slowly"),
            Slowness::Millis(millis) => format!("pulled in {}", seconds(millis)),
        };
        add(fault, format!("image/{image}"), format!("sim mend-image {image}"));
    }
    container_rows(faults, stand.namespace, &mut add);
    rows
}

fn container_rows(faults: &Faults, namespace: &str, add: &mut dyn FnMut(String, String, String)) {
    // What a line would have to say besides the name, where the context does not say it.
    let line = |target: &Target| {
        let of = match &target.of {
            Subject::Pod(of, _) | Subject::DaemonSet(of, _) if **of != *namespace => format!(" -n {of}"),
            _ => String::new(),
        };
        format!("{}{of}", text(target))
    };
    for (kind, target) in faults.failing_probes() {
        let kind = kind.as_str().to_lowercase();
        add(format!("{kind} probe fails"), text(target), format!("sim mend-probe {kind} {}", line(target)));
    }
    for target in faults.crashing() {
        add("crashes after every start".into(), text(target), format!("sim mend-crash {}", line(target)));
    }
    for target in faults.deaf() {
        add("ignores SIGTERM".into(), text(target), format!("sim heed-sigterm {}", line(target)));
    }
}

/// Milliseconds as seconds, without zeros at the end.
fn seconds(millis: u64) -> String {
    match millis % 1000 {
        0 => format!("{}s", millis / 1000),
        rest => format!("{}.{}s", millis / 1000, format!("{rest:03}").trim_end_matches('0')),
    }
}

/// `sim mend-all`: runs the line that mends each.
pub(super) fn mend_all(_: &Call, stand: &mut Stand) -> Result<(), Failure> {
    let rows = rows(stand);
    if rows.is_empty() {
        stand.say("no faults");
    }
    for (_, _, mend) in rows {
        let words: Vec<String> = mend.split(' ').skip(1).map(str::to_owned).collect();
        stand.run_line(&words);
    }
    Ok(())
}

/// `sim profile`.
pub(super) fn profile(call: &Call, stand: &mut Stand) -> Result<(), Failure> {
    if let Some(profile) = Profile::named(call.arg(0)) {
        stand.cluster.meddle(|all, _| all.set_profile(profile));
    }
    stand.say(stand.cluster.kubelets().profile().name());
    Ok(())
}
