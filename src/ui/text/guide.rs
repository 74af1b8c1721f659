//! The lesson beside the cluster. A lesson's own words stand in its file.

/// What the progress bar counts.
pub const STEPS_DONE: &str = "Steps done";
/// A step that lies behind, for screen readers.
pub const STEP_DONE: &str = ", done";
/// A step that is done before its turn.
pub const STEP_AHEAD: &str = " · done already";
/// Steps behind this one are done already.
pub const OVERTAKEN: &str = "You went on without this step. It counts whenever you run one of its commands.";
/// Opens the lesson's manifest.
pub const OPEN_MANIFEST: &str = "Open the manifest";
/// Puts a command at the prompt.
pub const TYPE_IT: &str = "type it";

/// How many steps are done.
pub fn num_done(done: usize, all: usize) -> String {
    format!("{done} of {all}")
}

/// Puts a command at the prompt, for screen readers.
pub fn type_it(command: &str) -> String {
    format!("Type it: {command}")
}

/// Which lesson it is, before their names to choose from.
pub fn lesson_of(number: usize, count: usize) -> String {
    format!("Lesson {number} of {count}")
}

/// Goes on to the next lesson.
pub fn next_lesson(title: &str) -> String {
    format!("Next: {title}")
}
