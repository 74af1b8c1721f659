//! The transcript format and the comparison of transcripts, on the recordings of a real control plane.

use std::fs;
use std::path::{Path, PathBuf};

use daemonset_playground::playground::{compare, transcript};

fn oracle(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the recordings are in the repository")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("it is text"))).collect()
}

#[test]
fn recordings_survive_reading_and_writing() {
    let recordings = oracle("scenarios");
    assert_eq!(recordings.len(), 10);
    for (path, text) in recordings {
        let entries = transcript::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let printed = transcript::print(&entries);
        assert_eq!(printed.lines().count(), text.lines().count(), "{}", path.display());
        for (number, (printed, line)) in printed.lines().zip(text.lines()).enumerate() {
            // One recording has a blank at the end of a setup line.
            let line = if line.starts_with('@') { line.trim_end() } else { line };
            assert_eq!(printed, line, "line {} of {}", number + 1, path.display());
        }
    }
}

#[test]
fn recordings_are_blanked_out_as_by_the_tool_they_came_with() {
    for ((path, text), (_, expected)) in oracle("scenarios").into_iter().zip(oracle("normalised")) {
        let normalised = compare::normalise(&text);
        for (number, (actual, expected)) in normalised.lines().zip(expected.lines()).enumerate() {
            assert_eq!(actual, expected, "line {} of {}", number + 1, path.display());
        }
        assert_eq!(normalised.len(), expected.len(), "{}", path.display());
    }
}

#[test]
fn a_recording_agrees_with_itself_and_not_with_another() {
    let recordings = oracle("scenarios");
    let report = compare::compare(&recordings[0].1, &recordings[0].1);
    assert_eq!((report.num_agreeing(), report.total), (24, 24));
    let changed = recordings[0].1.replace("numberReady: 1", "numberReady: 2").replace("5blh6", "zzzzz");
    let report = compare::compare(&recordings[0].1, &changed);
    let commands: Vec<&str> =
        report.differences.iter().map(|difference| difference.command.as_str()).collect();
    assert_eq!(commands, ["kubectl get ds ds-example -o yaml"]);
    let report = compare::compare(&recordings[0].1, &recordings[1].1);
    assert_eq!(report.num_agreeing(), 0);
}
