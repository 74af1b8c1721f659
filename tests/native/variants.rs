//! Variants of the recordings: their topics with other names, values and turns.
//!
//! Those called `recorded-…` were recorded like the others, from a 1.36.2 control plane built from source. What the rest
//! print was checked against the upstream source that each of them names. `UPDATE_EXPECT=1` writes down what they print
//! now, and that diff is to be read as code; where it touches a recording, it is wrong.

use std::fs;
use std::path::Path;

use daemonset_playground::playground::compare::compare;
use daemonset_playground::playground::session::play::play;

#[test]
fn variants_of_the_recordings_print_what_the_source_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native/variants");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 18, "the variants are in the repository");
    let mut differences = String::new();
    for path in paths {
        let expected = fs::read_to_string(&path).unwrap();
        let actual = play(&expected).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, without_closing_blanks(&actual)).unwrap();
            continue;
        }
        for one in compare(&expected, &actual).differences {
            let (expected, actual) = (one.expected.join("\n"), one.actual.join("\n"));
            differences +=
                &format!("{}: $ {}\n-- expected\n{expected}\n-- is\n{actual}\n", path.display(), one.command);
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// Outputs end with their last line that is not blank, as in the recordings.
fn without_closing_blanks(transcript: &str) -> String {
    let mut text = String::new();
    let mut blanks = 0;
    for line in transcript.lines() {
        if line.is_empty() {
            blanks += 1;
            continue;
        }
        if !line.starts_with(['$', '@', '#']) {
            text.push_str(&"\n".repeat(blanks));
        }
        blanks = 0;
        text.push_str(line);
        text.push('\n');
    }
    text
}
