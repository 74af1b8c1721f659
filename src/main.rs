//! The page's entry. On WebAssembly it mounts the page; natively it only says how to get one.

fn main() {
    #[cfg(target_arch = "wasm32")]
    daemonset_playground::ui::app::run();
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("This is the page's entry for WebAssembly. Run `cargo xtask serve`.");
}
