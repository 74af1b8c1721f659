//! The checklist in `tests/controllers.md`: every test that it names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many of upstream's tests there are, by file: a row that gets lost is missed.
const UPSTREAM: [(&str, usize); 5] = [
    ("pkg/controller/daemon/daemon_controller_test.go", 66),
    ("pkg/controller/daemon/update_test.go", 12),
    ("pkg/controller/daemon/util/daemonset_util_test.go", 4),
    ("pkg/controller/history/controller_history_test.go", 14),
    ("test/e2e/apps/daemon_set.go", 10),
];

#[test]
fn the_checklist_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("tests/controllers.md")).unwrap();
    let mut rows: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut file = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            file = heading.trim_matches('`');
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", upstream, ours, ""] = cells[..] else { continue };
        if matches!(upstream, "upstream" | "---") {
            continue;
        }
        assert!(rows.entry(file).or_default().insert(upstream), "{upstream} stands twice");
        let tests: Vec<&str> = ours.split('`').filter(|word| word.contains("::")).collect();
        assert!(
            !tests.is_empty() || ours.starts_with("*cannot be:* "),
            "{upstream} has neither test nor reason"
        );
        for test in tests {
            let (path, name) = test.split_once("::").unwrap();
            let source =
                std::fs::read_to_string(root.join(path)).unwrap_or_else(|_| panic!("no file {path}"));
            assert!(
                source.contains(&format!("#[test]\nfn {name}()"))
                    || source.contains(&format!("#[test]\n    fn {name}()")),
                "no test {test}"
            );
        }
    }
    for (file, count) in UPSTREAM {
        assert_eq!(rows.get(file).map(BTreeSet::len), Some(count), "{file}");
    }
}
