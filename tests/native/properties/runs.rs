//! Runs of random sessions, and the shrinking of those that fail.

use daemonset_playground::apimachinery::rand::Rng;
use daemonset_playground::kubelet::config::Profile;
use daemonset_playground::playground::session::session::Session;
use daemonset_playground::playground::view::terminal::BlockView;
use daemonset_playground::sim::cluster::Cluster;

use super::deeds::{Deed, Timed, first_nodes, mend_everything, random_deeds};
use super::reference::Placements;
use super::watcher::{Watcher, has_converged};

const NUM_SEEDS: u64 = 120;
const NUM_DEEDS: u32 = 40;
/// How long convergence may take once faults have ended: back-offs go up to a quarter of an hour.
const CONVERGENCE_MS_MAX: u64 = 45 * 60 * 1000;
/// How many runs shrinking may take.
const SHRINK_RUNS_MAX: u32 = 400;

fn profile(seed: u64) -> Profile {
    if seed.is_multiple_of(2) { Profile::Instant } else { Profile::Realistic }
}

/// Lets time pass, looking after every occurrence.
fn pass(cluster: &mut Cluster, watcher: &mut Watcher, millis: u64) -> Result<(), String> {
    let until = cluster.now().plus(millis);
    while cluster.step(until).map_err(|error| error.to_string())? {
        watcher.look(cluster)?;
    }
    cluster.advance_to(until).map_err(|error| error.to_string())
}

/// One session from its start until it has converged.
fn run(seed: u64, deeds: &[Timed]) -> Result<Watcher, String> {
    let mut cluster = Cluster::new(seed, profile(seed));
    first_nodes(&mut cluster);
    let mut watcher = Watcher::default();
    pass(&mut cluster, &mut watcher, 1000)?;
    for (number, (deed, wait)) in deeds.iter().enumerate() {
        deed.perform(&mut cluster);
        pass(&mut cluster, &mut watcher, *wait)
            .map_err(|words| format!("after {} deeds, at {:?}: {words}", number + 1, cluster.now()))?;
    }
    mend_everything(&mut cluster);
    let limit = cluster.now().plus(CONVERGENCE_MS_MAX);
    loop {
        pass(&mut cluster, &mut watcher, 20_000).map_err(|words| format!("at last: {words}"))?;
        match has_converged(&cluster, &mut Placements::default()) {
            Ok(()) => return Ok(watcher),
            Err(words) if cluster.now() > limit => return Err(format!("never converges: {words}")),
            Err(_) => {}
        }
    }
}

/// The deeds without those that the failure does not need. What never converges is no other failure's smaller kin.
fn shrunk(seed: u64, mut deeds: Vec<Timed>, words: &str) -> Vec<Timed> {
    let kind = |words: &str| words.starts_with("never converges");
    let fails_alike =
        |result: Result<Watcher, String>| result.is_err_and(|other| kind(&other) == kind(words));
    let mut runs = 0;
    let mut size = deeds.len() / 2;
    while size > 0 {
        let mut start = 0;
        while start < deeds.len() && runs < SHRINK_RUNS_MAX {
            let mut fewer = deeds.clone();
            let dropped: u64 =
                fewer.drain(start..(start + size).min(deeds.len())).map(|(_, wait)| wait).sum();
            runs += 1;
            // What is dropped need not have done anything but let time pass.
            let mut waiting = fewer.clone();
            if let Some((_, wait)) = start.checked_sub(1).and_then(|last| waiting.get_mut(last)) {
                *wait += dropped;
            }
            if fails_alike(run(seed, &fewer)) {
                deeds = fewer;
            } else if fails_alike(run(seed, &waiting)) {
                deeds = waiting;
            } else {
                start += size;
            }
        }
        size /= 2;
    }
    deeds
}

/// The text of a session that does the deeds.
fn session(seed: u64, deeds: &[Timed]) -> String {
    let profile = if profile(seed) == Profile::Instant { "instant" } else { "realistic" };
    let mut text = format!("@seed {seed}\n@start empty\n@profile {profile}\n");
    text += "@node n1 size=1 pool=a\n@node n2 size=2 pool=b\n@node n3 size=3\n@node n4 size=4\n@wait 1\n";
    for (deed, wait) in deeds {
        text += &deed.lines();
        text += &format!("@wait {}.{:03}\n", wait / 1000, wait % 1000);
    }
    text
}

fn seeds() -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("PROPERTY_SEED") {
        Some(seed) => vec![seed],
        None => (1..=number("PROPERTY_SEEDS").unwrap_or(NUM_SEEDS)).collect(),
    }
}

fn check(seed: u64) -> Watcher {
    println!("seed {seed}");
    let deeds = random_deeds(&mut Rng::new(seed).fork("deeds"), NUM_DEEDS);
    run(seed, &deeds).unwrap_or_else(|words| {
        println!("{words}\nshrinking …");
        let deeds = shrunk(seed, deeds, &words);
        let words = run(seed, &deeds).err().unwrap_or_default();
        panic!("seed {seed}: {words}\n\n{}", session(seed, &deeds));
    })
}

#[test]
fn whatever_people_do_the_controller_keeps_its_promises() {
    let (mut taken, mut surges, mut quiet, mut decisions) = (0, 0, 0, 0);
    for seed in seeds() {
        let watcher = check(seed);
        taken += watcher.num_updates_taken;
        surges += watcher.num_surges;
        quiet += watcher.num_quiet;
        decisions += watcher.num_decisions;
    }
    println!("{taken} updates, {surges} surges, {quiet} quiet moments, {decisions} decisions compared");
    let is_single = std::env::var("PROPERTY_SEED").is_ok();
    assert!(is_single || (taken > 20 && surges > 5 && quiet > 100), "sessions are too tame to show anything");
}

#[test]
fn a_session_text_does_the_deeds() {
    for seed in 1..=8 {
        let mut deeds = random_deeds(&mut Rng::new(seed).fork("deeds"), 60);
        deeds.push((Deed::StartKubelet(1), 30_000));
        let mut cluster = Cluster::new(seed, profile(seed));
        first_nodes(&mut cluster);
        cluster.advance_to(cluster.now().plus(1000)).unwrap();
        for (deed, wait) in &deeds {
            deed.perform(&mut cluster);
            cluster.advance_to(cluster.now().plus(*wait)).unwrap();
        }
        let text = session(seed, &deeds);
        let mut session = Session::from_text(&text).unwrap();
        for entry in session.view().terminal.entries.iter() {
            // 1 is for what is not there, 123 is xargs' word for it; a line that is wrong says where to read on.
            let is_wrong = |block: &BlockView| block.error && block.text.contains("--help");
            let is_right = matches!(entry.exit_code, Some(0 | 1 | 123)) && !entry.blocks.iter().any(is_wrong);
            assert!(is_right, "{entry:?} of\n{text}");
        }
        assert_eq!(session.cluster().kubelets().faults(), cluster.kubelets().faults(), "after\n{text}");
        let again = Session::from_text(&session.to_text()).unwrap();
        assert_eq!(again.digest(), session.digest(), "played again:\n{text}");
    }
}
