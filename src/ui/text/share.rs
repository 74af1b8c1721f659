//! The share sheet.

/// Its title.
pub const TITLE: &str = "Share this session";
/// What a link is.
pub const INTRO: &str = "Whoever opens it finds this cluster at this moment, with everything that was done. \
    It is all in the link itself: no server holds it.";
/// The link.
pub const LINK: &str = "Link";
/// Puts something on the clipboard.
pub const COPY: &str = "Copy";
/// It is on the clipboard.
pub const COPIED: &str = "Copied";
/// The clipboard is not allowed.
pub const SELECT_AND_COPY: &str = "Press Ctrl-C";
/// While the link is made.
pub const MAKING: &str = "Making the link…";
/// The browser has no compression.
pub const NO_LINK: &str = "This browser cannot make a link. The file below holds the same.";
/// The link would be too long with all futures.
pub const SHOWN_ONLY: &str =
    "The link holds the future that you see. The file below holds the other futures as well.";
/// The session as a file.
pub const FILE: &str = "File";
/// Says what the file is for.
pub const FILE_HINT: &str =
    "The same session as a text that people can read. Drop it on the page to open it.";
/// Downloads.
pub const DOWNLOAD: &str = "Download the session";
/// The snippet for documents.
pub const EMBED: &str = "Embed";
/// The lesson is shown in it.
pub const WITH_LESSON: &str = "With the lesson";
/// It does not wait for a click.
pub const AT_ONCE: &str = "Start at once";
/// Its theme.
pub const THEME: &str = "Theme";
/// As the reader's system says.
pub const THEME_SYSTEM: &str = "As the reader's";
/// Always light.
pub const THEME_LIGHT: &str = "Light";
/// Always dark.
pub const THEME_DARK: &str = "Dark";
/// Exports.
pub const EXPORT: &str = "Take it elsewhere";
/// What each export is: name and what it holds.
pub const EXPORTS: [(&str, &str); 4] = [
    ("Manifests", "what you made, as YAML"),
    ("Cluster", "nodes and manifests, as YAML"),
    ("kind cluster", "a script that makes it on your machine"),
    ("Commands", "the session as a shell script"),
];

/// A link that is too long.
pub fn too_long(characters: usize) -> String {
    format!(
        "This session makes a link of {} characters, which many chats and mails would cut. Send the file instead.",
        characters
    )
}
