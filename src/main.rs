//! The page's entry. On WebAssembly it mounts the page; natively it only says how to get one.

fn main() {
    #[cfg(target_arch = "wasm32")]
    // Names the page, so that it is linked: `www/boot.js` calls what it exports.
    let _ = daemonset_playground::ui::app::run as fn();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("This is the page's entry for WebAssembly. Run `cargo xtask serve`.");
}
