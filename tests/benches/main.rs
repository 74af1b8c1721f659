//! What the engine takes, natively and optimised: `cargo xtask bench`.

#[cfg(not(target_arch = "wasm32"))]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod parts;
#[cfg(not(target_arch = "wasm32"))]
mod rollout;

fn main() {
    #[cfg(not(target_arch = "wasm32"))]
    divan::main();
}
