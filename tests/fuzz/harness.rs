//! Runs a target over its corpus and over changed inputs, and makes smaller what fails.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use daemonset_playground::apimachinery::rand::Rng;

use super::mutate::mutated_text;

/// Inputs of each target unless `FUZZ_COUNT` says otherwise: together they take less than a minute unoptimised.
const COUNT: u64 = 1500;
/// How often the smaller kin of a failing input may be tried.
const SHRINK_RUNS_MAX: u32 = 2000;

/// How many changed inputs each target gets.
pub fn count() -> u64 {
    std::env::var("FUZZ_COUNT").ok().and_then(|text| text.parse().ok()).unwrap_or(COUNT)
}

/// What an input did wrong, or nothing.
pub type Verdict = Result<(), String>;

/// Runs a target; returns on how many inputs it had something to say, so that its test can tell that it is not asleep.
pub fn run(target: &str, check: fn(&str) -> Result<bool, String>) -> u64 {
    let corpus = corpus(target);
    assert!(corpus.len() > 3, "the corpus of {target} was not found");
    let mut num_useful = 0;
    for (name, text) in &corpus {
        match guarded(check, text) {
            Ok(useful) => num_useful += u64::from(useful),
            Err(words) => panic!("{target}: {name}: {words}"),
        }
    }
    for seed in 0..count() {
        let mut rng = Rng::new(seed).fork(target);
        let text = mutated_text(&mut rng, &corpus);
        match guarded(check, &text) {
            Ok(useful) => num_useful += u64::from(useful),
            Err(words) => {
                let small = shrunk(check, text);
                let now = guarded(check, &small).err().unwrap_or(words);
                panic!("{target}, seed {seed}: {now}\n--- input\n{small}\n--- end");
            }
        }
    }
    num_useful
}

fn corpus(target: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("the folder can be read").path())
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a corpus is text");
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text)
        })
        .collect();
    files.sort();
    files
}

/// A panic is a verdict too.
fn guarded(check: fn(&str) -> Result<bool, String>, text: &str) -> Result<bool, String> {
    catch_unwind(AssertUnwindSafe(|| check(text))).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", words.unwrap_or_default()))
    })
}

/// The input without the lines that the failure does not need.
fn shrunk(check: fn(&str) -> Result<bool, String>, text: String) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut runs = 0;
    let mut size = lines.len().div_ceil(2);
    while size > 0 && runs < SHRINK_RUNS_MAX {
        let mut at = 0;
        while at < lines.len() {
            let mut fewer = lines.clone();
            fewer.drain(at..(at + size).min(fewer.len()));
            runs += 1;
            if guarded(check, &fewer.concat()).is_err() {
                lines = fewer;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    lines.concat()
}
