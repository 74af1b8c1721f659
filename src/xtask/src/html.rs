//! `index.html`, made ready to be served.
//!
//! Files that `www/boot.js` loads are named by `<meta>` elements; see there for why they are no preload links.
//!
//! Not an HTML parser: it knows the double-quoted attributes `href="www/…"` and `src="www/…"`, comments, and `</head>`.

use crate::Outcome;
use crate::site::Placed;

/// A file that the boot script needs and that `index.html` does not name.
pub struct Named {
    pub name: &'static str,
    pub placed: Placed,
}

/// Replaces the addresses that start with `www/` by what `place` gives, drops comments and names the files that the boot script needs.
pub fn rewrite(
    source: &str,
    mut place: impl FnMut(&str) -> Outcome<Placed>,
    named: &[Named],
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
    let named: Vec<String> = named.iter().map(meta).collect();
    Ok(format!("{}\n    {}\n  </head>{body}", head.trim_end(), named.join("\n    ")))
}

/// Whether the tag that `before` ends in is one whose integrity browsers check.
fn has_integrity(before: &str) -> bool {
    let tag = before.rsplit('<').next().unwrap_or("");
    tag.starts_with("script") || tag.contains("\"stylesheet\"") || tag.contains("\"modulepreload\"")
}

fn meta(named: &Named) -> String {
    let Named { name, placed } = named;
    let integrity = match placed.integrity.as_str() {
        "" => String::new(),
        integrity => format!(" data-integrity=\"{integrity}\""),
    };
    format!("<meta name=\"{name}\" content=\"{}\"{integrity}>", placed.address())
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
        let wasm = Placed { integrity: String::new(), ..placed("page-2.wasm") };
        let named = [
            Named { name: "page-script", placed: placed("page-1.js") },
            Named { name: "page-wasm", placed: wasm },
        ];
        let place = |address: &str| Ok(placed(&address.replace('/', "_")));
        let text = rewrite(source, place, &named).unwrap_or_else(|error| error);
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
                    <meta name="page-script" content="./assets/page-1.js" data-integrity="sha384-x">
                    <meta name="page-wasm" content="./assets/page-2.wasm">
                  </head>
                <body><a href="https://k8s.io"></a></body>"#]],
        );
    }

    #[test]
    fn a_page_without_head_is_refused() {
        check("<body></body>", expect!["index.html has no </head>"]);
    }
}
