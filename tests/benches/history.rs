//! Going back and forth in a session in which a thousand nodes rolled.

use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::apimachinery::time::Time;
use daemonset_playground::playground::command::Command;
use daemonset_playground::playground::history::history::{History, always};
use daemonset_playground::playground::starts::Start;
use divan::Bencher;

const AGENT: &str = "
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {rollingUpdate: {maxUnavailable: 10%}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: 'agent:v1'}]}
";

fn rolled(num_nodes: u32) -> History {
    let mut history = History::new(Start::Minikube, 1);
    history.run(Command::JoinNodes { count: num_nodes, prefix: "n".into(), labels: Default::default() });
    history.run(Command::WriteFile { path: "ds.yaml".into(), text: AGENT.into() });
    for line in ["kubectl apply -f ds.yaml", "kubectl set image ds/agent main=agent:v2"] {
        history.run(Command::Shell(line.into()));
        // The page looks with every frame.
        for _ in 0..1_500 {
            history.advance_to(history.now().plus(100), &mut always);
            history.view();
            history.time_view();
        }
    }
    history
}

fn go(history: &mut History, at: Time) {
    history.seek(at);
    history.pursue(&mut always);
    history.view();
    history.time_view();
}

/// Somewhere, from somewhere else.
#[divan::bench(args = [10, 1_000], max_time = 10, sample_size = 1)]
fn seek_to_any_moment(bencher: Bencher, num_nodes: u32) {
    let mut history = rolled(num_nodes);
    let (end, mut rng) = (u32::try_from(history.end().0).expect("it is short"), Rng::new(1));
    bencher.bench_local(|| go(&mut history, Time(u64::from(rng.below(end)))));
}

/// One frame after the other, backwards through the rollout.
#[divan::bench(args = [10, 1_000], max_time = 10, sample_size = 1)]
fn frame_of_a_rewind(bencher: Bencher, num_nodes: u32) {
    let mut history = rolled(num_nodes);
    let begin = Time(250_000);
    go(&mut history, begin);
    bencher.bench_local(|| {
        let at = history.now().0.checked_sub(16).filter(|at| *at > 150_000);
        go(&mut history, at.map_or(begin, Time));
    });
}

/// A frame of playing with nothing special to it.
#[divan::bench(args = [10, 1_000], max_time = 10, sample_size = 1)]
fn frame_of_the_rollout(bencher: Bencher, num_nodes: u32) {
    let history = rolled(num_nodes);
    let mut history = History::from_text(&history.to_text()).expect("it can be read");
    go(&mut history, Time(155_000));
    bencher.bench_local(|| {
        if history.now() > Time(200_000) {
            go(&mut history, Time(155_000));
        }
        history.advance_to(history.now().plus(16), &mut always);
        history.view();
        history.time_view();
    });
}
