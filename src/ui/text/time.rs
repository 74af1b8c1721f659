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
