//! Futures of a session.

/// The list's name.
pub const FUTURES: &str = "Futures";
/// What futures are.
pub const FUTURES_HINT: &str =
    "A command given in the past begins another future. All of them are saved with the session.";
/// The future that is to be seen.
pub const SHOWN: &str = "shown";
/// Shows a future beside this one.
pub const COMPARE: &str = "Compare";
/// It is shown there.
pub const COMPARED: &str = "Compared";
/// Shows a future in place of this one.
pub const GO_THERE: &str = "Go";
/// Takes a command back.
pub const UNDO: &str = "Undo";

/// The button that opens the list.
pub fn futures(current: &str, count: usize) -> String {
    format!("Futures: {current} of {count}")
}

/// The field of a future's name.
pub fn name_of(name: &str) -> String {
    format!("Name of future {name}")
}

/// Compares, for screen readers.
pub fn compare_with(name: &str) -> String {
    format!("Compare with {name}")
}

/// Goes to a future, for screen readers.
pub fn go_to(name: &str) -> String {
    format!("Go to {name}")
}

/// Gives up a future.
pub fn forget(name: &str) -> String {
    format!("Forget {name}")
}

/// How many commands a future has.
pub fn num_commands(count: usize) -> String {
    match count {
        1 => "1 command".to_owned(),
        count => format!("{count} commands"),
    }
}

/// When a future leaves the one that is shown; its first command of its own follows.
pub fn parts_at(clock: &str) -> String {
    format!("parts at {clock}: ")
}

/// When a future leaves the one that is shown, where it has no command of its own.
pub fn parts_with_nothing(clock: &str) -> String {
    format!("parts at {clock}: nothing more is given")
}

/// How many commands a future has, and how far it has run.
pub fn extent(count: usize, end: Option<&str>) -> String {
    let commands = num_commands(count);
    match end {
        Some(end) => format!(". {commands}, up to {end}"),
        None => format!(". {commands}"),
    }
}

/// A command in the past has begun another future.
pub fn begins(cut: &str) -> String {
    format!("Another future begins; {cut} is kept")
}

/// The moment is not the last.
pub const PAST: &str = "You are in the past";

/// What a fork is.
pub const FORK_HINT: &str = "Go on from here without what is ahead; that is kept as a future of its own";

/// Forks.
pub const FORK: &str = "Fork here";

/// Goes to the end.
pub const PRESENT: &str = "Back to the present";

/// No command is ahead.
pub const NOTHING_AHEAD: &str =
    "Playing shows what came next. A command here begins another future; this one is kept.";

/// Time stands.
pub const PAUSE: &str = "Pause";

/// Time runs.
pub const PLAY: &str = "Play";

/// Time stops running backwards.
pub const STOP_REWINDING: &str = "Stop rewinding";

/// Time runs backwards.
pub const REWIND: &str = "Rewind";

/// The bar.
pub const TIME: &str = "Time";

/// Goes on by one occurrence.
pub const STEP: &str = "Step to the next occurrence";

/// The clock.
pub const CLOCK: &str = "Simulated time";

/// How fast time runs.
pub const SPEED: &str = "Speed";

/// Half as fast.
pub const SLOWER: &str = "Slower";

/// Twice as fast.
pub const FASTER: &str = "Faster";

/// The track.
pub const TRACK: &str = "Moment of the session";

/// Undo and redo.
pub const COMMANDS: &str = "Commands";

/// Gives a command again.
pub const REDO: &str = "Redo";

/// The pane, for screen readers.
pub const COMPARISON: &str = "Two futures side by side";

/// Its title.
pub const COMPARISON_TITLE: &str = "The same moment in two futures";

/// Closes it.
pub const CLOSE_COMPARISON: &str = "Close the comparison";

/// Shows the other future.
pub const GO_TO_OTHER: &str = "Go there";

/// Nothing to compare.
pub const NO_DS: &str = "There is no DaemonSet in either.";

/// One of them has no such DaemonSet.
pub const NOT_THERE: &str = "is not there";

/// A heading.
pub const DIFFERING: &str = "Nodes that differ";

/// One of them has no such node.
pub const NO_NODE: &str = "no such node";

/// A node without pods.
pub const NO_POD: &str = "no pod";

/// What stands before and after the first command that is ahead of a moment in the past.
pub fn commands_ahead(count: usize) -> (String, &'static str) {
    let before = match count {
        1 => "A command here begins another future, without ".to_owned(),
        count => format!("A command here begins another future, without {count} commands from "),
    };
    (before, " on; this one is kept.")
}

/// Behind the name of the future that is shown.
pub fn of(count: usize) -> String {
    format!("of {count}")
}

/// Behind a revision: how many pods it has.
pub fn with_pods(count: u32) -> String {
    match count {
        1 => " 1 pod".to_owned(),
        count => format!(" {count} pods"),
    }
}

/// How many nodes are the same in both futures.
pub fn num_same(differing: usize, same: usize) -> String {
    match (differing, same) {
        (0, same) => format!("All {same} nodes are the same."),
        (_, 0) => String::new(),
        (_, 1) => "One node is the same.".to_owned(),
        (_, same) => format!("{same} nodes are the same."),
    }
}

/// How many nodes that differ are not listed.
pub fn more_differ(count: usize) -> String {
    format!("{count} more differ. ")
}
