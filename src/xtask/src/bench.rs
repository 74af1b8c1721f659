//! What the engine takes and what the page weighs.

use crate::args::Args;
use crate::page::{self, Profile};
use crate::{Outcome, shell};

/// `cargo xtask bench [FILTER …]`: the benches that match, then the sizes.
pub fn bench(args: Args) -> Outcome {
    shell::run(
        shell::cargo()
            .args(["bench", "--package", "daemonset-playground", "--bench", "engine", "--"])
            .args(args.rest()),
    )?;
    size()
}

/// Builds `dist/` and prints each file's size, compressed as a good server would send it.
pub fn size() -> Outcome {
    let page = page::build(Profile::Page)?;
    page.site.write(&shell::root().join("dist"))?;
    println!("\n{:>9}  {:>9}  {:<6} file in dist/", "bytes", "brotli", "when");
    let (mut first_load, mut later) = (0, 0);
    for (path, file) in &page.site.files {
        let size = brotli_size(&file.bytes)?;
        let when = if file.first_load { "first" } else { "later" };
        println!("{:>9}  {size:>9}  {when:<6} {path}", file.bytes.len());
        *(if file.first_load { &mut first_load } else { &mut later }) += size;
    }
    println!("{:>9}  {first_load:>9}  first load; {later} more when asked for ({})", "", page.note);
    Ok(())
}

fn brotli_size(bytes: &[u8]) -> Outcome<usize> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(compressed.len())
}
