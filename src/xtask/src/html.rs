//! `index.html`, made ready to be served.
//!
//! Not an HTML parser: it knows the double-quoted attributes `href="www/…"` and `src="www/…"`, comments, and `</head>`.

use crate::Outcome;
use crate::site::Placed;

/// A file that the page needs at once and that `index.html` does not name.
pub enum Preload {
    Script {
        id: Option<&'static str>,
        placed: Placed,
    },
    Wasm {
        id: &'static str,
        placed: Placed,
    },
    /// Not loaded yet: only its address is told.
    Later {
        name: &'static str,
        placed: Placed,
    },
}

/// Replaces the addresses that start with `www/` by what `place` gives, drops comments and adds the preloads.
pub fn rewrite(
    source: &str,
    mut place: impl FnMut(&str) -> Outcome<Placed>,
    preloads: &[Preload],
) -> Outcome<String> {
    let source = without_comments(source);
    let mut text = String::new();
    let mut rest = source.as_str();
    while let Some((before, after)) = rest.split_once("=\"www/") {
        let (address, tail) = after.split_once('"').ok_or("index.html: an attribute has no closing quote")?;
        let placed = place(&format!("www/{address}"))?;
        text.push_str(before);
        text.push_str(&format!("=\"{}\"", placed.address()));
        if has_integrity(before) {
            text.push_str(&format!(" integrity=\"{}\"", placed.integrity));
        }
        rest = tail;
    }
    text.push_str(rest);
    let (head, body) = text.split_once("</head>").ok_or("index.html has no </head>")?;
    let links: Vec<String> = preloads.iter().map(link).collect();
    Ok(format!("{}\n    {}\n  </head>{body}", head.trim_end(), links.join("\n    ")))
}

/// Whether the tag that `before` ends in is one whose integrity browsers check.
fn has_integrity(before: &str) -> bool {
    let tag = before.rsplit('<').next().unwrap_or("");
    tag.starts_with("script") || tag.contains("\"stylesheet\"") || tag.contains("\"modulepreload\"")
}

fn link(preload: &Preload) -> String {
    match preload {
        Preload::Script { id, placed } => {
            let id = id.map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
            format!(
                "<link{id} rel=\"modulepreload\" href=\"{}\" integrity=\"{}\">",
                placed.address(),
                placed.integrity
            )
        }
        // Without `integrity`: browsers fetch a file again when a preload has it.
        Preload::Wasm { id, placed } => format!(
            "<link id=\"{id}\" rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{}\">",
            placed.address()
        ),
        Preload::Later { name, placed } => {
            format!("<meta name=\"{name}\" content=\"{}\">", placed.address())
        }
    }
}

fn without_comments(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("<!--") {
        text.push_str(before.trim_end_matches(' '));
        rest = after.split_once("-->").map_or("", |(_, tail)| tail.strip_prefix('\n').unwrap_or(tail));
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn placed(name: &str) -> Placed {
        Placed { name: name.to_owned(), integrity: "sha384-x".to_owned() }
    }

    fn check(source: &str, expected: Expect) {
        let preloads = [
            Preload::Script { id: Some("page-script"), placed: placed("page-1.js") },
            Preload::Wasm { id: "page-wasm", placed: placed("page-2.wasm") },
        ];
        let place = |address: &str| Ok(placed(&address.replace('/', "_")));
        let text = rewrite(source, place, &preloads).unwrap_or_else(|error| error);
        expected.assert_eq(&text);
    }

    #[test]
    fn every_address_below_www_is_replaced() {
        check(
            "<head>\n  <!-- why -->\n  <link rel=\"icon\" href=\"www/a.svg\">\n  <link rel=\"stylesheet\" href=\"www/b/c.css\">\n  \
             <script src=\"www/boot.js\"></script>\n</head>\n<body><a href=\"https://k8s.io\"></a></body>",
            expect![[r#"
                <head>
                  <link rel="icon" href="./assets/www_a.svg">
                  <link rel="stylesheet" href="./assets/www_b_c.css" integrity="sha384-x">
                  <script src="./assets/www_boot.js" integrity="sha384-x"></script>
                    <link id="page-script" rel="modulepreload" href="./assets/page-1.js" integrity="sha384-x">
                    <link id="page-wasm" rel="preload" as="fetch" type="application/wasm" crossorigin href="./assets/page-2.wasm">
                  </head>
                <body><a href="https://k8s.io"></a></body>"#]],
        );
    }

    #[test]
    fn a_page_without_head_is_refused() {
        check("<body></body>", expect!["index.html has no </head>"]);
    }
}
